"""The Web API's methods for modals and the home tab."""

from typing import Any

from .blocks import HOME, MODAL
from .calls import Call, Method, Refused, method
from .payloads import view_json
from .rules import judge_view
from .state import View
from .tickets import Trigger
from .world import STACK


def trigger_of(call: Call) -> Trigger:
    """Return the live trigger of a call, not used up yet."""
    call.want("trigger_id", "view")
    trigger = call.world.tickets.take_trigger(str(call.args["trigger_id"]), call.team.id)
    if isinstance(trigger, str):
        raise Refused(trigger)
    return trigger


def new_external_id(call: Call, own: View | None = None) -> None:
    """Refuse an external_id that another living view of the team bears."""
    wanted = call.args["view"].get("external_id")
    here = (v for v in call.world.views.values() if v.team_id == call.team.id and v.is_open)
    if wanted and any(v.body.get("external_id") == wanted for v in here if v is not own):
        raise Refused("duplicate_external_id")


async def open_view(call: Call) -> dict[str, Any]:
    """Open a modal; from within a modal it lies on top of it."""
    trigger = trigger_of(call)
    call.obey(judge_view(call.args["view"], MODAL))
    new_external_id(call)
    if not trigger.in_modal:
        call.world.clear_views(trigger.user_id)
    return _put_on_top(call, trigger)


async def push_view(call: Call) -> dict[str, Any]:
    """Lay a modal on top of the one the person sees."""
    trigger = trigger_of(call)
    call.obey(judge_view(call.args["view"], MODAL))
    new_external_id(call)
    if not trigger.in_modal or not call.world.stack(trigger.user_id):
        raise Refused("not_found")
    return _put_on_top(call, trigger)


def _put_on_top(call: Call, trigger: Trigger) -> dict[str, Any]:
    if len(call.world.stack(trigger.user_id)) >= STACK:
        raise Refused("push_limit_reached")
    trigger.used = True
    view = call.world.push_view(call.team.id, trigger.user_id, call.args["view"])
    return {"view": view_json(call.world, view)}


async def update_view(call: Call) -> dict[str, Any]:
    """Redraw a modal that is on somebody's screen."""
    call.want("view")
    if not (call.args.get("view_id") or call.args.get("external_id")):
        call.want("view_id")
    view = _wanted(call)
    if view is None or not view.is_open:
        raise Refused("not_found")
    _same_hash(call, view)
    call.obey(judge_view(call.args["view"], MODAL))
    new_external_id(call, own=view)
    call.world.redraw(view, call.args["view"])
    return {"view": view_json(call.world, view)}


def _wanted(call: Call) -> View | None:
    if "view_id" in call.args:
        view = call.world.views.get(str(call.args["view_id"]))
        return view if view and view.team_id == call.team.id else None
    wanted = call.args["external_id"]
    here = (v for v in call.world.views.values() if v.team_id == call.team.id and v.is_open)
    return next((v for v in here if v.body.get("external_id") == wanted), None)


def _same_hash(call: Call, view: View) -> None:
    if "hash" in call.args and call.args["hash"] != view.hash:
        raise Refused("hash_conflict")


async def publish_view(call: Call) -> dict[str, Any]:
    """Show a home tab to one person."""
    call.want("user_id", "view")
    member = call.member(call.args["user_id"])
    if not call.world.home_tab_enabled:
        raise Refused("not_enabled")
    key = (call.team.id, member.id)
    view = call.world.homes.get(key)
    if view is not None:
        _same_hash(call, view)
    call.obey(judge_view(call.args["view"], HOME))
    if view is None:
        view = call.world.new_view(call.team.id, member.id, call.args["view"])
        call.world.homes[key] = view
    else:
        call.world.redraw(view, call.args["view"])
    return {"view": view_json(call.world, view)}


METHODS: dict[str, Method] = {
    "views.open": method(open_view, None, "trigger_id view"),
    "views.push": method(push_view, None, "trigger_id view"),
    "views.update": method(update_view, None, "view view_id external_id hash"),
    "views.publish": method(publish_view, None, "user_id view hash"),
}
