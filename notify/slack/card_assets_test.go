package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

// cardText returns all text of a card.
func cardText(t *testing.T, k *disclosure.Case) string {
	t.Helper()
	d := cardData{Case: k, Headline: "open", Now: time.Date(2020, 1, 28, 0, 0, 0, 0, time.UTC), Zone: time.UTC}
	_, blocks := renderCard(d)
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestACardNamesAllAssets(t *testing.T) {
	t.Parallel()
	text := cardText(t, nextMotion(func(k *disclosure.Case) {
		k.Assets = append(k.Assets,
			disclosure.Asset{ID: "A2", Kind: "redis", Target: "redis://db.example:6379", Exposure: disclosure.ExposureClosed, LastSeen: time.Date(2020, 1, 26, 5, 0, 0, 0, time.UTC)},
			disclosure.Asset{ID: "A3", Kind: "other", Noun: "open server room", Target: "Main Street 1", Exposure: disclosure.ExposureUnconfirmed})
	}))
	for _, want := range []string{"A1 s3: open", "A2 redis: reported closed, not verified", "2020-01-26 05:00", "A3 open server room: unconfirmed"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
}

func TestACardOfManyAssetsNamesThemByKindAndState(t *testing.T) {
	t.Parallel()
	text := cardText(t, nextMotion(func(k *disclosure.Case) {
		for i := 2; i <= 100; i++ {
			a := k.Assets[0]
			a.ID = fmt.Sprintf("A%d", i)
			if i > 60 {
				a.Kind, a.LastSeen = "redis", time.Date(2020, 1, 26, i%24, 0, 0, 0, time.UTC)
			}
			if i == 50 {
				a.Exposure = disclosure.ExposureSuspected
			}
			k.Assets = append(k.Assets, a)
		}
	}))
	for _, want := range []string{
		"s3: open, 59 assets (A1 to A49, A51 to A60), last probe 2020-01-27 06:00", "s3: suspected closed, 1 asset (A50)",
		"redis: open, 40 assets (A61 to A100), last probe 2020-01-26 23:00",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
}

func TestACardShowsAStoppedAssetAsStopped(t *testing.T) {
	t.Parallel()
	text := cardText(t, nextMotion(func(k *disclosure.Case) { k.Assets[0].Stopped = true }))
	if !strings.Contains(text, "A1 s3: open, checks stopped") {
		t.Errorf("the card does not say so: %s", text)
	}
}
