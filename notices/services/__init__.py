"""Planning and sending reminders, messages in the app.

The truth is in the database. plan() may run twice, late, or in two processes: the unique key lets each reminder exist once.
dispatch() claims rows with a token and a lease; what a killed worker had claimed is taken again when its lease is over.
"""

from notices.services.messages import mark_read, pass_on, tell, tell_change
from notices.services.planning import plan, replan, retune
from notices.services.preferences import save_preference, send_again
from notices.services.sending import dispatch

__all__ = ["dispatch", "mark_read", "pass_on", "plan", "replan", "retune", "save_preference", "send_again", "tell", "tell_change"]
