"""The language of templates: Jinja2 without what could hang, leak or change anything, over the catalogue's variables.

`Templates` renders a pack's template files and inline texts; `checking` finds what is wrong with one before it is used.
Jinja2 is imported only where a pack has templates.
"""

from __future__ import annotations
