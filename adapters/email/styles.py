"""How a letter looks: styles in line, since mail programs keep little else, and the dark."""

from markupsafe import Markup

FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
MONO = (
    "font-family:ui-monospace,SFMono-Regular,Consolas,'Liberation Mono',monospace;font-size:14px;"
)
INK, SOFT, EDGE, ACCENT = "#1c2321", "#5a6462", "#dedcd4", "#0d6157"

STYLES = {
    "page": "width:100%;margin:0;padding:0;border-collapse:collapse;"
    f"background-color:#f6f5f1;color:{INK};{FONT}",
    "middle": "padding:20px 12px;text-align:center;",
    "card": "width:100%;max-width:600px;table-layout:fixed;margin:0 auto;border-spacing:0;"
    f"background-color:#ffffff;border:1px solid {EDGE};border-radius:14px;",
    "under": "width:100%;max-width:600px;margin:0 auto;border-spacing:0;",
    "inside": f"padding:24px;{FONT}font-size:17px;line-height:1.55;color:{INK};"
    "text-align:start;overflow-wrap:anywhere;word-break:break-word;",
    "below": f"padding:14px 24px 28px;{FONT}font-size:14px;line-height:1.5;color:{SOFT};"
    "text-align:start;",
    "title": f"margin:0 0 16px;font-size:22px;line-height:1.25;color:{INK};",
    "heading": f"margin:24px 0 8px;font-size:18px;line-height:1.25;color:{INK};",
    "text": "margin:0 0 14px;",
    "quiet": f"margin:0 0 14px;font-size:14px;line-height:1.5;color:{SOFT};",
    "list": "margin:0 0 14px;padding:0 22px;",
    "inner": "margin:6px 0 0;padding:0 22px;",
    "item": "margin:0 0 6px;",
    "more": "margin:6px 0 0;",
    "deeper": "padding-inline-start:22px;",
    "quote": f"margin:0 0 14px;padding:2px 0 4px 14px;border-inline-start:3px solid {EDGE};"
    f"color:{SOFT};",
    "code": f"{MONO}padding:1px 4px;border-radius:4px;background-color:#f0efe9;",
    "lines": f"{MONO}margin:0 0 14px;padding:10px 12px;border-radius:8px;line-height:1.45;"
    "background-color:#f0efe9;white-space:pre-wrap;",
    "link": f"color:{ACCENT};text-decoration:underline;",
    "picture": "display:block;max-width:100%;height:auto;border:0;border-radius:10px;"
    "margin:0 0 14px;",
    "rule": f"border:0;border-top:1px solid {EDGE};margin:22px 0;",
    "table": "width:100%;border-collapse:collapse;margin:0 0 14px;font-size:15px;",
    "stacked": "width:100%;border-collapse:collapse;font-size:15px;",
    "wide": "margin:0 0 14px;overflow-x:auto;",
    "also": "display:none;mso-hide:all;",
    "caption": "padding:0 0 6px;text-align:start;font-weight:600;",
    "head": f"padding:6px 10px 6px 0;border-bottom:1px solid {EDGE};text-align:start;"
    f"vertical-align:bottom;font-size:14px;font-weight:600;color:{SOFT};"
    "word-break:normal;overflow-wrap:normal;",
    "name": f"padding:6px 16px 6px 0;border-bottom:1px solid {EDGE};text-align:start;"
    f"vertical-align:top;font-size:14px;font-weight:600;color:{SOFT};"
    "word-break:normal;overflow-wrap:normal;",
    "cell": f"padding:6px 10px 6px 0;border-bottom:1px solid {EDGE};text-align:start;"
    "vertical-align:top;font-weight:400;word-break:normal;overflow-wrap:normal;",
    "label": f"font-size:15px;color:{SOFT};",
    "value": "font-size:30px;line-height:1.2;font-weight:700;",
    "step": f"display:inline-block;min-width:38px;margin:0 3px 8px 0;padding:0;border:1px solid "
    f"#858e8a;border-radius:10px;font-weight:600;line-height:42px;text-align:center;"
    f"text-decoration:none;color:{INK};background-color:#ffffff;",
    "chosen": f"display:inline-block;min-width:38px;margin:0 3px 8px 0;padding:0;border:1px solid "
    f"{ACCENT};border-radius:10px;font-weight:600;line-height:42px;text-align:center;"
    f"text-decoration:none;color:#ffffff;background-color:{ACCENT};",
    "button": "display:inline-block;margin:0 8px 10px 0;padding:10px 18px;border:1px solid "
    "#858e8a;border-radius:12px;font-weight:600;line-height:1.3;text-decoration:none;"
    f"color:{INK};background-color:#ffffff;",
    "primary": f"display:inline-block;margin:0 8px 10px 0;padding:10px 18px;border:1px solid "
    f"{ACCENT};border-radius:12px;font-weight:600;line-height:1.3;text-decoration:none;"
    f"color:#ffffff;background-color:{ACCENT};",
}
"""Each style is also the name of a class, so that the dark can change its colours."""

WORDS = {
    "title",
    "heading",
    "text",
    "quiet",
    "list",
    "quote",
    "head",
    "name",
    "cell",
    "label",
}
"""What holds running words: each is laid out from the side on which its first letter begins."""
AUTO = Markup(' dir="auto"')

NUMERIC, WHOLE = "text-align:right;", "white-space:nowrap;"
BROKEN = "overflow-wrap:anywhere;word-break:break-word;"
"""For a word that no phone shows on one line."""

NARROW = Markup(
    "@media (max-width:480px){"
    ".stacked,.stacked caption,.stacked tbody,.stacked tr,.stacked th,.stacked td"
    "{display:block!important}"
    ".stacked thead{display:none!important}"
    ".stacked tr{padding:6px 0;border-bottom:1px solid #dedcd4}"
    ".stacked th,.stacked td{padding:2px 0!important;border:0!important;"
    "text-align:start!important;white-space:normal!important}"
    ".stacked tbody th{font-weight:600!important}"
    ".stacked .also{display:inline!important;color:#5a6462}}"
)
"""On a phone each row of a wide table is a block; what cannot do that lets it be moved."""

DARK = Markup(
    ":root{color-scheme:light dark}"
    "@media (prefers-color-scheme:dark){"
    ".page{background-color:#121615!important;color:#e8ecea!important}"
    ".card{background-color:#1b211f!important;border-color:#2c3532!important}"
    ".inside,.title,.heading,.value{color:#e8ecea!important}"
    ".code,.lines{background-color:#262e2b!important}"
    ".quote{border-color:#2c3532!important}"
    ".quiet,.quote,.below,.label,.head,.name,.also{color:#a3afab!important}"
    ".head,.name,.cell,.rule,.stacked tr{border-color:#2c3532!important}"
    ".link{color:#62cdbb!important}"
    ".step,.button{background-color:#1b211f!important;border-color:#74817c!important;"
    "color:#e8ecea!important}"
    ".chosen,.primary{background-color:#62cdbb!important;border-color:#62cdbb!important;"
    "color:#06251f!important}}"
)


def look(name: str, more: str = "") -> Markup:
    """Return the attributes that give an element this look."""
    found = Markup(' class="{}" style="{}"').format(name, STYLES[name] + more)
    return found + AUTO if name in WORDS else found
