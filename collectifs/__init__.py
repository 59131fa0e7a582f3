"""The federation's thematic collectives: from a question to a decision to an action that is done.

Owns collectives, who takes part, meetings and their agenda, answers and attendance, minutes, decisions and the
actions that follow. May import `members` and `socle`. A collective is led by whoever holds its referent function
today: rights come from there, are derived when they are asked, and follow the function when it changes hands.
What is said behind closed doors (huis clos) is read by those who lead the meeting and enters no document.
"""
