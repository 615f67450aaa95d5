"""What goals bring: the joint plan of a partner, and the check-in on a cadence."""

from bot.entries import ANYTHING, BriefSection, Command, Subject
from bot.goals.cards import plans, saying
from bot.goals.usecases import brief_goals, check_in, joint_plan

GOALS = Subject(
    commands=(Command("plan", joint_plan.say_plan, more=ANYTHING, also=("goals",), listed=False),),
    presses={
        plans.PLAN: joint_plan.show_plan,
        plans.SHOW: joint_plan.show_goal,
        plans.ADD: joint_plan.ask_what,
        plans.CHANGE: joint_plan.ask_change,
        plans.DONE: joint_plan.done,
        plans.DROP: joint_plan.ask_to_drop,
        plans.EVERY: joint_plan.choose_every,
        saying.CHECK_IN: check_in.tap,
        saying.WHY: check_in.ask_why,
    },
    forms={
        plans.ADD: joint_plan.add,
        plans.CHANGE: joint_plan.change,
        plans.DROP: joint_plan.drop,
        saying.WHY: check_in.keep_why,
    },
    briefs=(BriefSection(brief_goals.draw_goals, place=30),),
)
