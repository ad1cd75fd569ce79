package intake_test

import (
	"strings"
	"testing"
)

// A person or a firm whose name begins like a sum is a row like the others; sums below stay out.
func TestNamesThatBeginLikeSums(t *testing.T) {
	rows := "name;account;site;email;time\n"
	for i := range 20 {
		rows += fill("Anna NNN;uNNN;garden.example;uNNN@mail.example;2004-03-DDT10:00:00Z")(i) + "\n"
	}
	firm := "Total Garden Ltd;u9;garden.example;u9@mail.example;2004-03-09T10:00:00Z\n"
	for _, c := range []struct {
		name, text, want string
	}{
		{"a firm in the last row", rows + firm, "# 21 rows sampled"},
		{"a firm, and a sum below", rows + firm + "Total;21;;;\n", "# 21 rows sampled"},
		{"a sum alone", rows + "Total;20;;;\n", "# 20 rows sampled"},
	} {
		r, _ := lookAt(t, map[string]string{"a.csv": c.text})
		if draft := string(r.Draft("")); !strings.Contains(draft, c.want) {
			t.Errorf("%s: no %q\n%s", c.name, c.want, draft)
		}
	}
}
