"""Addresses of opinions."""

from django.urls import path

from opinions.views import (
    activities,
    attachments,
    bulk,
    cases,
    contacts,
    deputy,
    home_days,
    intake,
    letter_lists,
    letters,
    lists,
    meetings,
    papers,
    promises,
    publications,
    saved,
    settling,
    steps,
    visits,
)

app_name = "opinions"

visit_patterns = [
    path("visits/new/", visits.take_visit, name="take_visit"),
    path("visits/lookup/", visits.lookup, name="lookup"),
    path("visits/repeats/", visits.likely_repeats, name="repeats"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/slip/", visits.visit_slip, name="visit_slip"),
    path("visits/<int:pk>/legal/", settling.visit_legal_slip, name="visit_legal_slip"),
    path("visits/<int:pk>/correct/", visits.visit_correct, name="visit_correct"),
    path("visits/<int:pk>/void/", visits.visit_void, name="visit_void"),
]

letter_patterns = [
    path("home-days/<int:pk>/minutes/", home_days.home_day_minutes, name="home_day_minutes"),
    path("boxes/<int:pk>/open/", letters.box_open, name="box_open"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/handle/", letters.letter_handle, name="letter_handle"),
    path("letters/<int:pk>/scan/", letters.letter_scan, name="letter_scan"),
    path("letters/scans/<int:pk>/", letters.scan, name="scan"),
    path("letters/scans/<int:pk>/remove/", letters.scan_remove, name="scan_remove"),
    path("letters/list/", letter_lists.letter_list, name="letters"),
    path("letters/list/paper/", letter_lists.paper, name="letters_paper"),
    path("letters/list/export/", letter_lists.export, name="letters_export"),
    path("letters/list/hand-in/", letter_lists.hand_in, name="letters_hand_in"),
    path("letters/list/<int:pk>/take-back/", letter_lists.take_back, name="letters_take_back"),
]

intake_patterns = [
    path("import/", intake.upload, name="import"),
    path("import/template/", intake.template, name="import_template"),
    path("import/<uuid:pk>/", intake.detail, name="intake"),
    path("import/<uuid:pk>/confirm/", intake.confirm, name="intake_confirm"),
]

CASE_STEPS = (
    "screen",
    "split",
    "audit",
    "approve",
    "refer",
    "send_back",
    "withdraw",
    "hand_up",
    "answer",
    "send_down",
    "feedback",
    "remind",
    "supervise",
    "settle",
    "merge",
    "unmerge",
    "correct",
    "void",
)
REFERRAL_STEPS = ("accept", "decline", "extend", "grant", "pause", "resume", "promise", "reply", "return_reply", "reassign")
case_patterns = [
    path("", lists.opinion_list, name="list"),
    path("search/", lists.search, name="search"),
    path("saved/", saved.saved_filters, name="saved"),
    path("saved/<int:pk>/", saved.saved_filter, name="saved_filter"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/deadline/", cases.deadline, name="deadline"),
    path("<int:pk>/person/", cases.reveal, name="reveal"),
    path("<int:pk>/form/", papers.form, name="form"),
    path("forms/", papers.forms, name="forms"),
    path("<int:pk>/legal/", settling.legal_slip, name="legal_slip"),
    path("<int:pk>/publication/", publications.publication, name="publication"),
    path("<int:pk>/publication/review/", publications.publication_review, name="publication_review"),
    path("<int:pk>/publication/withdraw/", publications.publication_withdraw, name="publication_withdraw"),
    path("<int:pk>/attachments/", attachments.attachments, name="attachments"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path("<int:pk>/notes/", attachments.notes, name="notes"),
    path("bulk/audit/", bulk.bulk, {"action": "audit"}, name="bulk_audit"),
    path("bulk/approve/", bulk.bulk, {"action": "approve"}, name="bulk_approve"),
    path("promises/", promises.promise_list, name="promises"),
    path("promises/export/", promises.promises_export, name="promises_export"),
    path("publications/", publications.publication_list, name="publications"),
    path("organs/", settling.organs, name="organs"),
    path("organs/<int:pk>/strike/", settling.organ_strike, name="organ_strike"),
    path("sealed/<int:pk>/", settling.sealed, name="sealed"),
    path("referrals/<int:pk>/slip/", papers.referral_slip, name="referral_slip"),
    path("referrals/<int:pk>/remind-slip/", papers.pressing_slip, {"action": "remind"}, name="remind_slip"),
    path("referrals/<int:pk>/supervise-slip/", papers.pressing_slip, {"action": "supervise"}, name="supervise_slip"),
    path("referrals/<int:pk>/code/", papers.referral_code, name="referral_code"),
    path("referrals/<int:pk>/answer/", papers.answer_slip, name="answer_slip"),
    *(path(f"<int:pk>/{step}/", steps.step, {"action": step}, name=step) for step in CASE_STEPS),
    *(path(f"referrals/<int:pk>/{step}/", steps.referral_step, {"action": step}, name=step) for step in REFERRAL_STEPS),
]

meeting_patterns = [
    path("activities/", activities.activity_list, name="activities"),
    path("activities/new/", activities.activity_new, name="activity_new"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/correct/", activities.activity_correct, name="activity_correct"),
    path("activities/<int:pk>/raise/", activities.activity_raise, name="activity_raise"),
    path("activities/<int:pk>/void/", activities.activity_void, name="activity_void"),
    path("contacts/", contacts.contact_records, name="contact_records"),
    path("contacts/<int:pk>/", contacts.contacts, name="contacts"),
    path("contacts/<int:pk>/paper/", contacts.contacts_paper, name="contacts_paper"),
    path("contacts/<int:pk>/export/", contacts.contacts_export, name="contacts_export"),
    path("contacts/<int:pk>/inspect/", contacts.contacts_inspect, name="contacts_inspect"),
    path("contacts/inspections/<int:pk>/withdraw/", contacts.inspection_withdraw, name="inspection_withdraw"),
    path("meetings/of/<int:pk>/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/correct/", meetings.meeting_correct, name="meeting_correct"),
    path("meetings/<int:pk>/void/", meetings.meeting_void, name="meeting_void"),
    path("meetings/<int:pk>/raise/", meetings.meeting_raise, name="meeting_raise"),
]

urlpatterns = [
    *case_patterns,
    path("brought/", deputy.brought, name="brought"),
    *visit_patterns,
    *letter_patterns,
    *meeting_patterns,
    *intake_patterns,
]
