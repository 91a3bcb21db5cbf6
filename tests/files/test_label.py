from sr_core.files.text import MAX_LABEL, file_label, short_label


def test_file_label_keeps_the_last_part_of_a_path() -> None:
    assert file_label("C:\\scans\\knee.png") == file_label("/tmp/knee.png") == "knee.png"


def test_short_label_is_one_short_line() -> None:
    assert short_label("a\n\x1b[31mb\u202e") == "a [31mb"
    assert len(short_label("x" * 500)) == MAX_LABEL


def test_short_label_falls_back_when_nothing_is_left() -> None:
    assert short_label("\n\0", "picture") == "picture"
