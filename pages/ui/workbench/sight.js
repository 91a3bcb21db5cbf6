/** Called by Streamlit when a result is new: on a narrow screen its place is above the button, so go there. */
export default function () {
  if (!matchMedia("(max-width: 640px)").matches) return;
  document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 });
}
