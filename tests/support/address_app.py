"""The controls of the pages that are kept in the address, without what the pages compute with them."""


def controls(page: str) -> None:
    """Show the controls of a page; a script of `AppTest.from_function`, which knows only what it imports itself."""
    import sr_core as sr
    from pages.ui.benchmark.choices import pick
    from pages.ui.compare import settings
    from pages.ui.compare.comparison import Comparison
    from pages.ui.compare.look import LOOK, follow_look, share_drawn
    from pages.ui.lesson.choices import pick_part, pick_sample, pick_step
    from pages.ui.lesson.steps import lesson
    from pages.ui.models.overview import pick_models
    from pages.ui.photo.picture import Photo
    from pages.ui.shell.address import say_refused
    from pages.ui.shell.figures import our_figures
    from pages.ui.shell.frame import page_frame
    from pages.ui.shell.state import kept
    from pages.ui.workbench.choices import pick_scale, pick_test
    from pages.ui.workbench.methods import pick_proposed

    with page_frame(page):
        if page == "Compare":
            mode, scale = settings.pick_task()
            settings.pick_methods(scale, sr.PHOTOGRAPH)
            if mode == settings.TEST:
                settings._pick_degradation(scale)
            comparison = kept(Photo).made.of(Comparison)
            follow_look(comparison, ["hr", "input", "bicubic", "edsr-x4"], ["hr", "bicubic"])
            say_refused(*LOOK)
            share_drawn(comparison)
        elif page == "Thermal":
            pick_test("thermal", "")
            scale = pick_scale("thermal", sr.THERMOGRAM)
            methods = sr.methods_for(sr.THERMOGRAM, scale)
            pick_proposed("thermal_method", sr.THERMOGRAM, methods, lambda _: 0.0, str, str)
        elif page == "Benchmark":
            pick(our_figures(sr.checkpoints()))
        elif page == "Models":
            pick_models(sr.checkpoints())
        elif page == "Lesson":
            pick_part()
            pick_step(lesson())
            pick_sample()
            say_refused("step", "sample")
