package register_test

import (
	"os"
	"path/filepath"
	"testing"

	"comity/internal/analysis/identity"
	"comity/internal/analysis/identity/register"
)

// The floors of the measured data sets; each is read as its users do: columns by
// their names, everything else left as it is.
func TestSampleFloors(t *testing.T) {
	for _, c := range []struct {
		path, config, truth string
		precision, recall   float64
	}{
		{"fake_1000.csv", "", "cluster", 0.99, 0.94},
		{"febrl/dataset3.csv", "id = \"rec_id\"\ntruth_pattern = 'rec-(\\d+)-'\n", "rec_id", 0.9995, 0.998},
	} {
		t.Run(c.path, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("../../../../../shared/data/identity/splink", c.path))
			if err != nil {
				t.Skip("the sample is not here")
			}
			cfg, err := register.Parse("identity.toml", []byte(c.config))
			if err != nil {
				t.Fatal(err)
			}
			reg, err := register.Read(data, cfg, c.truth)
			if err != nil || reg.Bad != 0 {
				t.Fatal(err, reg.Rejects)
			}
			r, err := identity.Resolve(reg.Table, identity.Config{Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			if p, q := measure(r.Cluster, reg.Truth); p < c.precision || q < c.recall {
				t.Errorf("precision %.4f recall %.4f, floors %.4f and %.4f", p, q, c.precision, c.recall)
			}
		})
	}
}

// measure counts pairs of rows.
func measure(found []uint32, truth []string) (precision, recall float64) {
	var right, tied, same float64
	for i := range found {
		for j := range i {
			f, t := found[i] == found[j], truth[i] == truth[j]
			if f {
				tied++
			}
			if t {
				same++
			}
			if f && t {
				right++
			}
		}
	}
	return right / tied, right / same
}
