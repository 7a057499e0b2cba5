"""Addresses of constituents."""

from django.urls import path

from constituents.views import appointments, attendance, boxes, duties, log, plan_days, plans, receptions, records, visits

app_name = "constituents"
urlpatterns = [
    path("", visits.visit_list, name="list"),
    path("find/", visits.find, name="find"),
    path("log/", log.station_log, name="log"),
    path("boxes/", boxes.box_list, name="boxes"),
    path("boxes/new/", boxes.box_new, name="box_new"),
    path("boxes/<int:pk>/", boxes.box, name="box"),
    path("boxes/<int:pk>/edit/", boxes.box_edit, name="box_edit"),
    path("receptions/<int:pk>/", receptions.reception, name="reception"),
    path("receptions/<int:pk>/appoint/", appointments.appoint, name="appoint"),
    path("receptions/<int:pk>/appointments/setting/", appointments.setting, name="appointment_setting"),
    path("appointments/<int:pk>/slip/", appointments.slip, name="appointment_slip"),
    path("appointments/<int:pk>/cancel/", appointments.appointment_cancel, name="appointment_cancel"),
    path("appointments/<int:pk>/note/", appointments.appointment_note, name="appointment_note"),
    path("receptions/", records.receptions, name="receptions"),
    path("receptions/<int:pk>/record/", records.record, name="record"),
    path("receptions/<int:pk>/record/correct/", records.correct, name="record_correct"),
    path("receptions/<int:pk>/record/paper/", records.paper, name="record_paper"),
    path("receptions/<int:pk>/attend/", attendance.attend, name="attend"),
    path("receptions/duties/<int:pk>/absent/", attendance.absent, name="absent"),
    path("plans/", plans.overview, name="plans"),
    path("plans/<int:year>/", plans.overview, name="plans_year"),
    path("plans/<int:year>/make/", plans.make_all, name="plans_make"),
    path("plans/unit/<int:pk>/", plans.plan, name="plan_now"),
    path("plans/unit/<int:pk>/<int:year>/", plans.plan, name="plan_year"),
    path("plans/unit/<int:pk>/<int:year>/make/", plans.make, name="plan_make"),
    path("plans/unit/<int:pk>/<int:year>/approve/", plans.step, {"verb": "approve"}, name="plan_approve"),
    path("plans/unit/<int:pk>/<int:year>/publish/", plans.step, {"verb": "publish"}, name="plan_publish"),
    path("plans/unit/<int:pk>/<int:year>/paper/", plans.paper, name="plan_paper"),
    path("plans/unit/<int:pk>/<int:year>/add/", plan_days.add, name="plan_day_add"),
    path("plans/unit/<int:pk>/away/", duties.station_away, name="station_away"),
    path("plans/day/<int:pk>/", plan_days.change, name="plan_day"),
    path("plans/day/<int:pk>/drop/", plan_days.drop, name="plan_day_drop"),
    path("plans/day/<int:pk>/restore/", plan_days.restore, name="plan_day_restore"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<int:pk>/offer/", duties.offer, name="offer"),
    path("duties/offers/<int:pk>/accept/", duties.answer, {"verb": "accept"}, name="offer_accept"),
    path("duties/offers/<int:pk>/decline/", duties.answer, {"verb": "decline"}, name="offer_decline"),
    path("duties/offers/<int:pk>/withdraw/", duties.answer, {"verb": "withdraw"}, name="offer_withdraw"),
    path("duties/away/", duties.away, name="away"),
    path("duties/away/<int:pk>/withdraw/", duties.away_withdraw, name="away_withdraw"),
]
