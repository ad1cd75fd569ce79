package board

import (
	"fmt"
	"strconv"
	"strings"
)

// Milli is a share in thousandths; in JSON a decimal number.
type Milli int64

// Micro is a share in millionths; in JSON a decimal number.
type Micro int64

// Hours are minutes, in JSON hours.
type Hours int32

// MarshalJSON writes the number exactly.
func (m Milli) MarshalJSON() ([]byte, error) { return decimal(int64(m), 3), nil }

// MarshalJSON writes the number exactly.
func (m Micro) MarshalJSON() ([]byte, error) { return decimal(int64(m), 6), nil }

// MarshalJSON writes hours with as many decimals as minutes need.
func (h Hours) MarshalJSON() ([]byte, error) {
	sign := ""
	if h < 0 {
		sign, h = "-", -h
	}
	s := fmt.Sprintf("%s%d.%04d", sign, h/60, (int(h%60)*10000+30)/60)
	return []byte(strings.TrimRight(strings.TrimRight(s, "0"), ".")), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *Milli) UnmarshalJSON(b []byte) error { return parse(b, 1000, (*int64)(m)) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *Micro) UnmarshalJSON(b []byte) error { return parse(b, 1_000_000, (*int64)(m)) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (h *Hours) UnmarshalJSON(b []byte) error {
	var n int64
	if err := parse(b, 60, &n); err != nil {
		return err
	}
	*h = Hours(n)
	return nil
}

func parse(b []byte, unit float64, to *int64) error {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return err
	}
	half := 0.5
	if f < 0 {
		half = -0.5
	}
	*to = int64(f*unit + half)
	return nil
}

// decimal writes n/10^places without needless zeros.
func decimal(n int64, places int) []byte {
	s := fmt.Sprintf("%0*d", places+1, n)
	s = s[:len(s)-places] + "." + s[len(s)-places:]
	return []byte(strings.TrimRight(strings.TrimRight(s, "0"), "."))
}
