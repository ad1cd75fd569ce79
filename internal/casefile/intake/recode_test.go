package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
)

// Names in letters of Asia below names of columns in ASCII: no word is known in any code, and none
// is said to be. What the letters say is asked about.
func TestNoWordIsKnownByChance(t *testing.T) {
	for _, c := range []struct {
		code  encoding.Encoding
		names []string
		want  string
	}{
		{korean.EUCKR, []string{"김민수", "이영희", "박철수", "최지우"}, "[euc-kr"},
		{japanese.ShiftJIS, []string{"田中一郎", "佐藤花子", "鈴木次郎", "高橋三郎"}, "[shift_jis"},
		{charmap.Windows1256, []string{"محمد علي", "فاطمة حسن", "أحمد سالم", "مريم يوسف"}, "[windows-1256"},
		{charmap.Windows1255, []string{"דוד כהן", "שרה לוי", "משה פרץ", "רחל מזרחי"}, "?"},
	} {
		var b strings.Builder
		b.WriteString("IP;Start;End;Customer;Name\n")
		for i := range 60 {
			fmt.Fprintf(&b, "198.18.0.%d;2004-03-%02d 10:00:00;2004-03-%02d 11:00:00;C%05d;%s\n", i, i%28+1, i%28+1, i, c.names[i%len(c.names)])
		}
		text, err := c.code.NewEncoder().String(b.String())
		if err != nil {
			t.Fatal(err)
		}
		r, _ := lookAt(t, map[string]string{"a.csv": text})
		says(t, fmt.Sprint(c.code), string(r.Draft("")), []string{`encoding = "?"`, c.want}, []string{"are known"})
	}
}
