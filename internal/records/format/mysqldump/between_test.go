package mysqldump_test

import (
	"strings"
	"testing"
)

// What stands between tuples is judged when it is whole, wherever the stream was cut: a comment may be longer than a piece.
func TestCommentsBetweenTuples(t *testing.T) {
	const into = "INSERT INTO m (account) VALUES "
	for _, data := range []string{
		into + "('a') /* c */ ON DUPLICATE KEY UPDATE a=1;" + into + "('b');",
		into + "('a') /* a longer comment */ AS new ON DUPLICATE KEY UPDATE a=1;" + into + "('b');",
		into + "('a') # to the end\nON DUPLICATE KEY UPDATE a=1;" + into + "('b');",
		into + "('a') -- to the end\nON DUPLICATE KEY UPDATE a=1;" + into + "('b');",
		into + "('a') /* never closed",
		into + "('a') /*" + strings.Repeat("long ", 250_000) + "*/ ON DUPLICATE KEY UPDATE a=1;" + into + "('b');",
	} {
		want := parse(open(t, plain()), []byte(data), len(data)).String()
		for _, n := range []int{1, 2, 3, 7, 1<<20 + 1} {
			if n < 7 && len(data) > 1<<20 {
				continue
			}
			if got := parse(open(t, plain()), []byte(data), n).String(); got != want {
				t.Errorf("%.60q, %d bytes at a time:\n%s\nwhole:\n%s", data, n, got, want)
			}
		}
	}
}
