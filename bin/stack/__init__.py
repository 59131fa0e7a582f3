"""Start, check, measure and harm the portal: what stands behind the commands of `bin/`.

`machine` finds programs, ports and folders; `processes` keeps services running; `servers` are the private
Postgres and Redis; `portal` is the portal's own processes; the other modules are the commands.
"""
