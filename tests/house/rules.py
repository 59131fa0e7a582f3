"""The rules of the federation's register, by code, and which of them the portal applies today."""

REGISTER = {f"R{number}" for number in range(1, 31)}

APPLIED = {
    "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17",
    "R22", "R23", "R24", "R25", "R26", "R27", "R28", "R29",
}  # fmt: skip
