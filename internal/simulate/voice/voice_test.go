package voice_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/voice"
)

func open(t *testing.T) *voice.Book {
	t.Helper()
	b, err := voice.Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var sample = voice.Subject{Topic: "stamps", Code: "KX 38", Focus: []int{3, 7}, Who: "Qrvel", Who2: "Zwint", Mail: "a@b.example", IM: "123"}

func TestEverySectionSpeaks(t *testing.T) {
	b := open(t)
	sections := []string{"say", "ask", "yes", "no", "thank", "hello", "bye", "calm", "dissent", "vouch", "invite", "introduce", "apply", "welcome", "rules",
		"trade", "lock", "warn", "ban", "promote", "newfile", "file", "contact", "edit"}
	for _, x := range voice.Security() {
		sections = append(sections, "sec."+x)
	}
	for _, x := range voice.Indicators() {
		sections = append(sections, "janis."+x)
	}
	if got := strings.Join(b.Langs(), " "); got != "de en es fr it nl pl" {
		t.Fatalf("languages %q", got)
	}
	for _, lang := range b.Langs() {
		for _, section := range sections {
			v := voice.New(b, 1, 1, 0)
			s := draw.New(1, "test", 1)
			for range 30 {
				if text := v.Say(&s, lang, section, sample); text == "" || !utf8.ValidString(text) || strings.ContainsAny(text, "{}\x01\x02\x03\x04\x05") {
					t.Errorf("%s %s: %q", lang, section, text)
				}
			}
		}
	}
}

func TestAVoiceIsAPersonsOwn(t *testing.T) {
	b := open(t)
	post := func(person, disguise int) string {
		s := draw.New(9, "text", 4)
		return voice.New(b, 9, person, disguise).Post(&s, "en", sample, 20)
	}
	if first, again := post(3, 0), post(3, 0); first != again {
		t.Error("the same draw gives another text")
	}
	if post(3, 0) == post(4, 0) || post(3, 0) == post(3, 1) {
		t.Error("two persons, or a disguise, write the same")
	}
}
