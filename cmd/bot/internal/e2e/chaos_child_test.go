package e2e

const childEnv = "DAYLIGHT_E2E_CHILD"

func child(string) int { return 0 }
