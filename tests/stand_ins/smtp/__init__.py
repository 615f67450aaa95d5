"""A strict mail server that runs on this machine, keeps every letter and delivers none."""

from .letters import Envelope, Letter
from .mailbox import OneClick
from .reports import Report
from .server import MailSink

__all__ = ["Envelope", "Letter", "MailSink", "OneClick", "Report"]
