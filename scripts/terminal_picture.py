"""Draws what a Textual app shows as a PNG, cell by cell; braille, blocks and lines are drawn, not looked up in a font.

Knows nothing of Timbre. Needs Pillow (which Matplotlib brings) and Matplotlib's DejaVu Sans Mono.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style

CELL = (11, 22)
FONT_SIZE = 18
MARGIN = 14
_EIGHTHS = "▁▂▃▄▅▆▇█"
_LEFTS = "▏▎▍▌▋▊▉"
_LINES = {
    "─": "lr", "━": "lr", "│": "ud", "┃": "ud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu", "┌": "rd", "┐": "ld",
    "└": "ru", "┘": "lu", "├": "udr", "┤": "udl", "┬": "lrd", "┴": "lru", "┼": "lrud",
    "╴": "l", "╶": "r", "╷": "d", "╵": "u",
}  # fmt: skip


def picture(app: Any, cell: tuple[int, int] = CELL, font_size: int = FONT_SIZE) -> Image.Image:
    """The app's screen as it is now; `cell` is the size of a character in pixels."""
    width, height = app.size
    foreground, background = _colours(app)
    image = Image.new("RGB", (width * cell[0] + 2 * MARGIN, height * cell[1] + 2 * MARGIN), background)
    draw = ImageDraw.Draw(image)
    fonts = _fonts(font_size)
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        column = 0
        for text, style, control in strip:
            if control:
                continue
            for letter in text:
                wide = cell_len(letter)
                if wide:
                    place = (MARGIN + column * cell[0], MARGIN + row * cell[1], cell[0] * wide, cell[1])
                    _cell(draw, fonts, place, letter, style or Style(), foreground, background)
                column += wide
    return image


def save(app: Any, path: Path) -> None:
    """Write the screen as a PNG with few colours."""
    image = picture(app)
    image.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


def _colours(app: Any) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    base = app.screen.styles.background
    text = app.screen.styles.color
    return (text.r, text.g, text.b) if text.a else (220, 220, 230), (base.r, base.g, base.b)


def _fonts(size: int) -> dict[tuple[bool, bool], ImageFont.FreeTypeFont]:
    import matplotlib

    folder = Path(matplotlib.__file__).parent / "mpl-data" / "fonts" / "ttf"
    names = {
        (False, False): "",
        (True, False): "-Bold",
        (False, True): "-Oblique",
        (True, True): "-BoldOblique",
    }
    return {
        key: ImageFont.truetype(str(folder / f"DejaVuSansMono{end}.ttf"), size) for key, end in names.items()
    }


def _rgb(colour: Color | None, default: tuple[int, int, int], is_foreground: bool) -> tuple[int, int, int]:
    if colour is None or colour.is_default:
        return default
    return tuple(colour.get_truecolor(foreground=is_foreground))  # type: ignore[return-value]


def _cell(
    draw: Any, fonts: Any, place: tuple[int, int, int, int], letter: str, style: Style, front: Any, back: Any
) -> None:
    fore, ground = _rgb(style.color, front, True), _rgb(style.bgcolor, back, False)
    if style.reverse:
        fore, ground = ground, fore
    if style.dim:
        fore = tuple((a + b) // 2 for a, b in zip(fore, ground))
    x, y, w, h = place
    draw.rectangle((x, y, x + w - 1, y + h - 1), ground)
    code = ord(letter)
    if 0x2800 <= code <= 0x28FF:
        _braille(draw, x, y, w, h, code - 0x2800, fore)
    elif letter in _EIGHTHS:
        tall = round(h * (_EIGHTHS.index(letter) + 1) / 8)
        draw.rectangle((x, y + h - tall, x + w - 1, y + h - 1), fore)
    elif letter in _LEFTS:
        draw.rectangle((x, y, x + round(w * (_LEFTS.index(letter) + 1) / 8) - 1, y + h - 1), fore)
    elif letter == "▐":
        draw.rectangle((x + w // 2, y, x + w - 1, y + h - 1), fore)
    elif letter == "▀":
        draw.rectangle((x, y, x + w - 1, y + h // 2 - 1), fore)
    elif letter in "▔▁":
        at = y if letter == "▔" else y + h - 2
        draw.rectangle((x, at, x + w - 1, at + 1), fore)
    elif letter in "▕":
        draw.rectangle((x + w - 2, y, x + w - 1, y + h - 1), fore)
    elif letter in _LINES:
        _lines(draw, x, y, w, h, _LINES[letter], fore, 2 if letter in "━┃" else 1)
    elif not letter.isspace():
        font = fonts[(bool(style.bold), bool(style.italic))]
        draw.text((x, y + h // 20), letter, fill=fore, font=font)
    if style.underline:
        draw.line((x, y + h - 3, x + w - 1, y + h - 3), fore)
    if style.strike:
        draw.line((x, y + h // 2, x + w - 1, y + h // 2), fore)


def _braille(draw: Any, x: int, y: int, w: int, h: int, bits: int, colour: Any) -> None:
    places = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
    for number, (across, down) in enumerate(places):
        if bits >> number & 1:
            left, top = x + (2 + across * 5) * w / CELL[0], y + (2 + down * 5.25) * h / CELL[1]
            wide = 2.6 * w / CELL[0]
            draw.ellipse((left, top, left + wide, top + wide), colour)


def _lines(draw: Any, x: int, y: int, w: int, h: int, ends: str, colour: Any, thick: int) -> None:
    middle, centre = x + w // 2, y + h // 2
    for end in ends:
        to = {"l": (x, centre), "r": (x + w, centre), "u": (middle, y), "d": (middle, y + h)}[end]
        draw.line((middle, centre, *to), colour, thick)
