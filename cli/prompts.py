"""``coursewright prompts``: what the prompts are made of, how good they are, and better ones."""

from __future__ import annotations

from cyclopts import App

app = App(name="prompts", help="Look into the prompts and what they cost.")
# By name, so that a command's imports are only paid for by that command.
app.command(
    "cli.prompts_cost:cost", name="cost", help="Count the tokens of each prompt by its parts."
)
app.command(
    "cli.evaluate:evaluate", name="evaluate", help="Evaluate the prompts on the golden samples."
)
app.command(
    "cli.optimize:optimize", name="optimize", help="Compare candidates with the prompts in use."
)
