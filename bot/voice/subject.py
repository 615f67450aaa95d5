"""What the voice brings: questions with a scale, their answers, and the scores of them."""

from bot.entries import Command, Subject
from bot.order_of_words import NUMBER
from bot.voice.usecases import answer_survey

VOICE = Subject(
    commands=(Command("nps", answer_survey.show_nps, more=NUMBER, vendor_too=False, slash=True),),
    presses={
        "nps": answer_survey.show_nps,
        "score": answer_survey.give_score,
        "why": answer_survey.ask_why,
    },
    forms={"reason": answer_survey.give_reason},
    takes_number=answer_survey.take_number,
)
