"""The kind of output by which a notebook holds a live widget."""

__all__ = ["WIDGET_VIEW"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
