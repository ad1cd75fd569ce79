package alias

import (
	"math"
	"testing"
)

func TestNumbers(t *testing.T) {
	for x := int64(-20_000); x <= 0; x += 37 {
		want := math.Exp(float64(x)/1000) * (1 << 30)
		if got := float64(exp(x)); math.Abs(got-want) > want/500+2 {
			t.Errorf("e^%v: %v, not %v", float64(x)/1000, got, want)
		}
	}
	for x := int64(1); x < 1<<40; x = x*3 + 1 {
		want := math.Log(float64(x)/(1<<30)) * 1000
		if got := float64(ln(x)); math.Abs(got-want) > 2 {
			t.Errorf("ln of %d: %v, not %v", x, got, want)
		}
	}
}

// TestMargin holds the fixed-point margin to its formula: the logit less the logarithm of the sum of all rivals and nobody.
func TestMargin(t *testing.T) {
	row := []int32{-9000, 0, 2500, -400, 6100, 2500, 300}
	const own = 1
	r := rivalsOf(row, own)
	for j, v := range row {
		if j == own {
			continue
		}
		sum := 1.0
		for i, x := range row {
			if i != own && i != j {
				sum += math.Exp(float64(x) / 1000)
			}
		}
		want := min(max(float64(v)-1000*math.Log(sum), -12_000), 12_000)
		if got := float64(r.margin(v)); math.Abs(got-want) > 20 {
			t.Errorf("%d: %v, not %v", v, got, want)
		}
	}
	two := rivalsOf([]int32{0, 0}, 0)
	if got := two.margin(0); got < -20 || got > 20 {
		t.Errorf("of two names that are as likely one as not, the pair stands out by %d", got)
	}
}
