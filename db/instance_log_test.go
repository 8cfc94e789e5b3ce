package db

import (
	"strings"
	"testing"

	"daylight/disclosure/agenda"
)

func TestTheLogOfTheInstanceBeginsWithItsIdAndARehearsal(t *testing.T) {
	s := openTest(t)
	log, err := s.Log(t.Context())
	if err != nil || len(log) != 2 || log[1].Kind != LogRehearsal || log[0].Kind != LogBegun || len(log[0].Instance) != 32 || log[0].Epoch != 1 || !log[0].At.Equal(day0) {
		t.Errorf("%+v, %v", log, err)
	}
	other, err := openTest(t).Log(t.Context())
	if err != nil || other[0].Instance == log[0].Instance {
		t.Errorf("two instances have one id: %+v, %v", other, err)
	}
}

func TestTheLogOfTheInstanceIsAppendOnly(t *testing.T) {
	s := openTest(t)
	for _, statement := range []string{
		`UPDATE instance_log SET body = '{}'`,
		`DELETE FROM instance_log`,
		`INSERT INTO instance_log SELECT 7, kind, at, prev, hash, body FROM instance_log`,
		`INSERT OR REPLACE INTO instance_log SELECT seq, kind, at, prev, hash, '{}' FROM instance_log`,
	} {
		if _, err := s.w.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestVerifyFindsAChangedLogOfTheInstance(t *testing.T) {
	oneAfterTheOther(t)
	drop := []string{`DROP TRIGGER instance_log_no_update`, `DROP TRIGGER instance_log_no_delete`, `DROP TRIGGER instance_log_in_order`}
	for name, v := range map[string]struct{ change, says string }{
		"another text": {`UPDATE instance_log SET body = '{"epoch":1,"instance":"x"}'`, "entry 1 of the log of the instance was changed"},
		"another kind": {`UPDATE instance_log SET kind = 'resumed'`, "entry 1 of the log of the instance was changed"},
		"another time": {`UPDATE instance_log SET at = at + 1`, "entry 1 of the log of the instance was changed"},
		"a gap":        {`UPDATE instance_log SET seq = seq + 10`, "a gap before entry 11"},
		"no trigger":   {`SELECT 1`, "the trigger instance_log_no_update is gone"},
	} {
		t.Run(name, func(t *testing.T) {
			path, _ := sample(t, testIdentity(t))
			if report, err := VerifyFile(t.Context(), path, nil, agenda.ListingOf); err != nil || !report.Clean() {
				t.Fatalf("%+v, %v", report, err)
			}
			alter(t, path, append(drop, v.change)...)
			report, err := VerifyFile(t.Context(), path, nil, agenda.ListingOf)
			if err != nil || !strings.Contains(report.first()+" "+problemTexts(report), v.says) {
				t.Errorf("%+v, %v", report.Problems, err)
			}
		})
	}
}

func problemTexts(r Report) string {
	var out []string
	for _, p := range r.Problems {
		out = append(out, p.String())
	}
	return strings.Join(out, "; ")
}
