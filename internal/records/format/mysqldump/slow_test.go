package mysqldump_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A statement that begins as the one before is read as where another one stands between them.
func TestHeadsRepeated(t *testing.T) {
	heads := []string{
		"INSERT INTO m (account) VALUES", "INSERT INTO m (account) VALUES ", "INSERT INTO m (account) VALUE", "INSERT INTO m (account) VALUESX", "INSERT INTO m (account) VALUES/**/", "INSERT INTO m (account) VALUES--\n",
		"INSERT INTO m (account) VALUES -", "insert into m (account) values", "INSERT INTO `m` (`account`) VALUES", "INSERT INTO m /* a */ (account) VALUES", "INSERT INTO m VALUES", "INSERT INTO d.m (account) VALUES", "REPLACE m (account) VALUES",
		"USE d;INSERT INTO m (account) VALUES", "INSERT INTO m (email) VALUES", "INSERT INTO m", "INSERT INTO m (account VALUES", "CREATE TABLE m (account text);INSERT INTO m VALUES", "CREATE TABLE m (account text, email text);INSERT INTO m VALUES",
	}
	tails := []string{"('a');", "('a'),('b');", " ('a')\n;\n", "('a','b');", "(1);", ";", "x;"}
	place := regexp.MustCompile(`(?m)^\d+\+`)
	r := rand.New(rand.NewPCG(17, 5))
	for range 5_000 {
		var one, other strings.Builder
		for range 1 + r.IntN(5) {
			s := heads[r.IntN(len(heads))] + tails[r.IntN(len(tails))]
			const between = "REPLACE INTO another_one (a) VALUES (NULL);"
			for range 1 + r.IntN(2) {
				one.WriteString("/*" + strings.Repeat(" ", len(between)-4) + "*/" + s)
				other.WriteString(between + s)
			}
		}
		read := func(s string, n int) string {
			return place.ReplaceAllString(parse(open(t, plain()), []byte(s), n).String(), "")
		}
		want := read(other.String(), other.Len())
		for _, n := range []int{one.Len(), 1 + r.IntN(60)} {
			if d := cmp.Diff(want, read(one.String(), n)); d != "" {
				t.Fatalf("%s, %d bytes at a time: %s", one.String(), n, d)
			}
		}
	}
}

// inText reports whether a text in quotes goes on behind s, read byte by byte.
func inText(s string) bool {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch {
		case quote == 0 && (s[i] == '\'' || s[i] == '"'):
			quote = s[i]
		case quote != 0 && s[i] == '\\':
			i++
		case quote == s[i]:
			quote = 0
		}
	}
	return quote != 0
}

// What is passed over ends where it ends when read byte by byte, wherever the stream is cut.
func TestPassedOver(t *testing.T) {
	tokens := []string{"'", "''", `\'`, `\\`, `\`, `"`, `\"`, "a", "b c", ",", "(", ")", "\n"}
	r := rand.New(rand.NewPCG(17, 6))
	for range 20_000 {
		over := "INSERT INTO other (x) VALUES ("
		for range r.IntN(12) {
			over += tokens[r.IntN(len(tokens))]
		}
		if strings.HasSuffix(over, `\`) {
			over += "n" // else it is our quote that is escaped
		}
		data := over + "';INSERT INTO m (account) VALUES ('moss');--'"
		src := plain()
		src.Sheet = "m"
		want := !inText(over + "'")
		for _, n := range []int{len(data), 1 + r.IntN(20)} {
			if got := strings.Contains(parse(open(t, src), []byte(data), n).String(), `"moss"`); got != want {
				t.Fatalf("%q, %d bytes at a time: %v", data, n, got)
			}
		}
	}
}
