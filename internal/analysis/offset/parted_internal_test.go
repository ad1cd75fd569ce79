package offset

import (
	"testing"

	"comity/internal/comity"
)

// For some days all moments lie at one distance, and as many that come after them lie on the line of a clock that
// gains, again: nobody knows of a time since when it was right.
func TestAHeapThatEndsIsNoSettingRight(t *testing.T) {
	line, heap := fitted{perDay: 10 * comity.Second}, fitted{}
	var points []point
	for day := range comity.Instant(60) {
		p := point{at: day * comity.Day, later: -day * 10 * comity.Second}
		if day >= 44 && day < 52 {
			p.later = 0
		}
		points = append(points, p)
	}
	line.scatter, line.pairs = comity.Second, 52
	if f, ok := broken(points, &line, &heap); ok {
		t.Errorf("%+v", f)
	}
	if f, ok := broken(points[:52], &line, &heap); !ok || f.right != 44*comity.Day || f.until != 43*comity.Day {
		t.Errorf("%+v %v", f, ok)
	}
}
