"""An independent model of the keepalive rules, compared with the real daemon."""
