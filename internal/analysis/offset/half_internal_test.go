package offset

import (
	"testing"

	"comity/internal/comity"
)

func TestNearHalf(t *testing.T) {
	for _, c := range [][3]comity.Instant{{0, 0, 0}, {1, 13, 13}, {60, 0, 0}, {-60, 1, 0}, {81, -2, -3}, {17, 0, 5}} {
		if got := nearHalf(c[0]*comity.Hour, c[1]*comity.Hour); got != c[2]*comity.Hour {
			t.Errorf("%d near %d: %d", c[0], c[1], got/comity.Hour)
		}
	}
}
