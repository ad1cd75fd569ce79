package phpbb_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"comity/internal/records/block"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/phpbb"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func garden(t testing.TB, zone string) formattest.Format {
	t.Helper()
	return formattest.Format{
		Open: func(data []byte) formattest.Rows {
			src := formattest.Garden("phpbb")
			src.Clock.Zone = zone
			p, err := phpbb.Open(src)
			if err != nil {
				t.Fatal(err)
			}
			p.Survey(data[:len(data)/3], false)
			p.Survey(data[len(data)/3:], true)
			return p
		},
		Cut:  block.Whole,
		Sink: formattest.BoardRows,
	}
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"garden", "second"} { // phpBB 3 and 2
		data, _ := garden(t, "UTC").Golden(t, "testdata/"+name+".in", "testdata/"+name+".golden", *update)
		if !phpbb.Sniff(data) {
			t.Errorf("%s is not recognised", name)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	src := formattest.Garden("phpbb")
	src.Kind = record.Payments
	_, err := phpbb.Open(src)
	formattest.Refused(t, "kind", err, "IT/9")
}

func TestNoBoard(t *testing.T) {
	for name, dump := range map[string]string{
		"members alone": "CREATE TABLE `phpbb_users` (`user_id` int,`username` text,`user_regdate` int);\nINSERT INTO `phpbb_users` VALUES (2,'oak',1074373200);\n",
		"phpBB 2":       "CREATE TABLE `phpbb_posts` (`post_id` int,`topic_id` int,`poster_id` int,`post_time` int);\nINSERT INTO `phpbb_posts` VALUES (1,2,3,4);\n",
		"empty":         "",
	} {
		p := garden(t, "UTC").Open([]byte(dump)).(*phpbb.Parser)
		p.Block([]byte(dump), 0, record.Sink{})
		p.Close(record.Sink{})
		formattest.Refused(t, name, p.Err(), "IT/9")
	}
}

// Texts of phpBB 2 may stand before the posts that they are of.
func TestTextsFirst(t *testing.T) {
	dump := "INSERT INTO x_posts_text (post_id,bbcode_uid,post_text) VALUES (1,'','first'),(2,'','second');\n" +
		"INSERT INTO x_posts (post_id,topic_id,poster_id,post_time) VALUES (1,2,3,1074373200),(2,2,3,1074373300),(3,2,3,1074373300);\n" +
		"INSERT INTO x_users (user_id,username,user_regdate) VALUES (3,'moss',1074373200);\n"
	said := garden(t, "UTC").Whole(t, []byte(dump))
	if strings.Count(said, `"Author":"moss"`) != 2 || strings.Count(said, string(phpbb.NoText)) != 1 {
		t.Error(said)
	}
}

// Several boards in one dump keep their members apart.
func TestPrefixes(t *testing.T) {
	var b strings.Builder
	for _, prefix := range []string{"a_", "b_"} {
		fmt.Fprintf(&b, "CREATE TABLE `%sposts` (`post_id` int,`topic_id` int,`poster_id` int,`post_time` int,`post_text` text);\n", prefix)
		fmt.Fprintf(&b, "INSERT INTO `%sposts` VALUES (1,2,3,1074373200,'text');\n", prefix)
		fmt.Fprintf(&b, "INSERT INTO `%susers` (`user_id`,`username`,`user_regdate`) VALUES (3,'%smoss',1074373200);\n", prefix, prefix)
	}
	said := garden(t, "UTC").Whole(t, []byte(b.String()))
	for _, want := range []string{`"Author":"a_moss"`, `"Author":"b_moss"`} {
		if strings.Count(said, want) != 1 {
			t.Error(said)
		}
	}
}

// What nobody on the board saw was not said there, and programs and private messages are no part of it: they are counted.
func TestAside(t *testing.T) {
	dump := "CREATE TABLE `phpbb_groups` (`group_id` int,`group_name` text);\nINSERT INTO `phpbb_groups` VALUES (2,'REGISTERED'),(6,'BOTS');\n" +
		"CREATE TABLE `phpbb_users` (`user_id` int,`group_id` int,`username` text,`user_regdate` int);\n" +
		"INSERT INTO `phpbb_users` VALUES (1,1,'Anonymous',1074373200),(2,2,'oak',1074373200),(3,6,'Crawler [Bot]',1074373200);\n" +
		"CREATE TABLE `phpbb_privmsgs` (`msg_id` int,`author_id` int,`message_time` int,`message_text` text);\nINSERT INTO `phpbb_privmsgs` VALUES (1,2,1074373200,'private'),(2,2,1074373200,'private');\n"
	for _, column := range []string{"post_visibility", "post_approved"} {
		posts := "CREATE TABLE `phpbb_posts` (`post_id` int,`topic_id` int,`poster_id` int,`post_time` int,`post_text` text,`" + column + "` int);\n" +
			"INSERT INTO `phpbb_posts` VALUES (1,2,2,1074373200,'waits',0),(2,2,2,1074373200,'shown',1),(3,2,2,1074373200,'taken off',2),(4,2,2,1074373200,'waits again',3);\n"
		data, aside := []byte(dump+posts), 0
		var said []string
		p := garden(t, "UTC").Open(data)
		sink := record.Sink{Aside: func(record.Reject) { aside++ }, Post: func(p *record.Post) { said = append(said, p.Text) },
			Profile: func(p *record.Profile) { said = append(said, p.Name) }, Reject: func(r record.Reject) { t.Error(r) }}
		p.Block(data, 0, sink)
		p.Close(sink)
		if got := strings.Join(said, ", "); got != "oak, shown, taken off, waits again" || aside != 5 {
			t.Errorf("%s: %s, and %d set aside", column, got, aside)
		}
	}
}

func FuzzDump(f *testing.F) {
	for _, name := range []string{"garden", "second"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		for _, insert := range strings.SplitAfter(string(data), ";\n") {
			f.Add([]byte("CREATE TABLE `phpbb_posts` (`post_id` int,`topic_id` int,`poster_id` int,`post_time` int,`post_text` text);\n" + insert))
		}
	}
	f.Add([]byte("INSERT INTO phpbb_posts_text (post_id,bbcode_uid,post_text) VALUES (1,'a','[quote:a=\"moss\"]x[/quote:a]y');\nINSERT INTO phpbb_posts (post_id,topic_id,poster_id,post_time) VALUES (1,2,-1,1074373200);\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		phpbb.Sniff(data)
		garden(t, "UTC").Fuzzed(t, data)
	})
}

// Marks without an end are text, however many there are.
func TestMarksWithoutEnd(t *testing.T) {
	for _, c := range []struct{ text, uid, want string }{
		{"<b>a</b> < b < c", "", "a < b < c"},
		{"[b:1a]a[/b:1a] [b [c", "1a", "a [b [c"},
		{"<r><s>[b]</s>a<s>b</r>", "", "ab"},
		{"<r><s>[i]</s>a<e>[/i]</e>b<i>x</i>c<i>d</r>", "", "abcd"},
		{"<!-- s:) --> a <!-- b <!-- c", "", "a <!-- b <!-- c"},
		{"a<!-->b<!--->c<!---->d", "", "abcd"},
		{strings.Repeat("<", 1<<20), "", strings.Repeat("<", 1<<20)},
		{strings.Repeat("[", 1<<20), "1a", strings.Repeat("[", 1<<20)},
	} {
		if own, _ := phpbb.Unmark(c.text, c.uid); own != c.want {
			t.Errorf("%.40q: %.40q", c.text, own)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("<r><s>a</s>b<s>c<e>d < e</r>", "")
	f.Add("a [b [c <!-- d < e", "1a")
	f.Add("[quote=&quot;moss&quot;:1a2b]x[/quote:1a2b] y [b:1a2b]z[/b:1a2b] <!-- s:) --><img alt=\":)\" /><!-- s:) -->", "1a2b")
	f.Add("[quote:1a2b=\"mo]ss\"]x[quote:1:1a2b]z[/quote:1:1a2b][/quote:1a2b] y", "1a2b")
	f.Add("<r><QUOTE author=\"a\" post_id=\"3\"><s>[quote]</s>q<e>[/quote]</e></QUOTE>own</r>", "")
	f.Fuzz(func(t *testing.T, text, uid string) {
		own, quotes := asSlow(t, text, uid)
		n := len(own)
		for _, q := range quotes {
			n += len(q.Text) + len(q.Author)
		}
		if n > 4*len(text)+100 {
			t.Errorf("%d bytes of %d", n, len(text))
		}
	})
}

func BenchmarkDump(b *testing.B) {
	var s strings.Builder
	s.WriteString("CREATE TABLE `phpbb_posts` (`post_id` int,`topic_id` int,`forum_id` int,`poster_id` int,`poster_ip` text,`post_time` int,`post_subject` text,`post_text` text,`bbcode_uid` text);\n")
	for i := range 50_000 {
		if i%500 == 0 {
			s.WriteString("INSERT INTO `phpbb_posts` VALUES ")
		}
		fmt.Fprintf(&s, "(%d,%d,2,%d,'198.18.4.7',%d,'Re: Black spot','[quote=&quot;moss&quot;:1a2b3c]When do we prune?[/quote:1a2b3c]\\nPrune them in [b:1a2b3c]March[/b:1a2b3c], "+
			"when the frost is over and before the buds open: a sharp blade, a slanting cut, and nothing left that is dead or crosses another.','1a2b3c')", i, i/20, i%300+2, 1074373200+i)
		s.WriteString(map[bool]string{true: ";\n", false: ","}[i%500 == 499])
	}
	data := []byte(s.String())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		p := garden(b, "UTC").Open(data)
		for from := 0; from < len(data); from += 1 << 20 {
			p.Block(data[from:min(len(data), from+1<<20)], int64(from), record.Sink{Post: func(*record.Post) { n++ }})
		}
		p.Close(record.Sink{})
		if n != 50_000 {
			b.Fatal(n)
		}
	}
}
