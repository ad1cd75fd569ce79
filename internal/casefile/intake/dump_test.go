package intake_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// insert is a table of a dump: its columns, bare or behind the table's name, and
// rows by the columns' sorts.
func insert(name, columns string, n int, what ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (", name)
	for i, c := range strings.Split(columns, " ") {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "`%s` text", c)
	}
	fmt.Fprintf(&b, ");\nINSERT INTO %s VALUES ", name)
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		for j, w := range what {
			b.WriteString(map[bool]string{true: "('", false: "','"}[j == 0] + value(w, i))
		}
		b.WriteString("')")
	}
	return b.String() + ";\n"
}

// TestDumps: the one table of a dump that holds a kind is mapped, wherever it
// stands; where none does, a person says which is meant.
func TestDumps(t *testing.T) {
	const board = "user_id username user_realname user_email user_ip user_regdate user_lastvisit"
	sorts := []string{"num", "user", "name", "email", "ip", "epoch", "epoch2"}
	users := insert("`phpbb_users`", board, 40, sorts...)
	posts := insert("`phpbb_posts`", "post_id post_text", 30, "num", "street")
	long := insert("`phpbb_posts`", "post_id post_text", 40_000, "num", "street")
	pays := insert("`shop`.`orders`", "order_id paid_at total currency card_number", 40, "id", "iso", "amount", "cur", "card")
	members := map[string]string{"account": manifest.Ask, "name": "user_realname", "email": "user_email", "ip": "user_ip", "time": "user_regdate", "last_time": "user_lastvisit"}
	for _, c := range []struct {
		name, data, kind, sheet string
		columns                 map[string]string
		choices                 []string
	}{
		{"one", "-- MySQL dump\n" + posts + users, "members", "phpbb_users", members, nil},
		{"behind the head", "-- MySQL dump\n" + long + users, "members", "phpbb_users", members, nil},
		{"database before the name", "-- MySQL dump\n" + strings.ReplaceAll(users, "`phpbb_users`", "`forum`.`phpbb_users`"), "members", "forum.phpbb_users", members, nil},
		{"of another database", "-- MySQL dump\nUSE `forum`;\n" + users, "members", "forum.phpbb_users", members, nil},
		{"payments", "-- MySQL dump\n" + pays, "payments", "shop.orders", map[string]string{"id": "order_id", "time": "paid_at", "amount": "total", "currency": "currency", "card": "card_number"}, nil},
		{"none", "-- MySQL dump\n" + posts, "?", "?", nil, []string{"phpbb_posts"}},
		{"nothing names them", "-- MySQL dump\nINSERT INTO `forum`.`t` VALUES (1,'rose');\n", "?", "?", nil, []string{"forum.t"}},
	} {
		for _, packed := range []bool{false, true} {
			name, data := c.name+".sql", c.data
			if packed {
				var b bytes.Buffer
				z := gzip.NewWriter(&b)
				if _, err := z.Write([]byte(data)); err != nil || z.Close() != nil {
					t.Fatal(err)
				}
				name, data = name+".gz", b.String()
			}
			r, dir := lookAt(t, map[string]string{name: data})
			f := only(t, r)
			if f.Kind != c.kind || f.Sheet != c.sheet || f.Format != "mysqldump" || asks(f, "sheet") != (c.choices != nil) {
				t.Errorf("%s: %+v", name, f)
				continue
			}
			for key, want := range c.columns {
				if !slices.Equal(f.Columns[key], []string{want}) {
					t.Errorf("%s: %s is %v", name, key, f.Columns[key])
				}
			}
			if c.choices != nil {
				if q := asked(f, "sheet"); !slices.Equal(q.Choices, c.choices) {
					t.Errorf("%s: %+v", name, q)
				}
				continue
			}
			m, _, err := manifest.ParseDraft("draft.toml", bytes.ReplaceAll(r.Draft(""), []byte(`site = "?"`), []byte(`site = "roses.example"`)))
			for i := range m.Exhibits {
				if m.Exhibits[i].Columns["account"] != nil {
					m.Exhibits[i].Columns["account"] = []string{"username"} // which of two is asked
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			if shown, err := intake.Preview(context.Background(), dir, m); err != nil || shown[0].Read == 0 && c.name != "behind the head" || shown[0].Failed {
				t.Errorf("%s: %v %+v", name, err, shown)
			}
		}
	}
}

// Of several tables each that holds a kind is an exhibit of its own, and those that settle
// none are named.
func TestTablesOfADump(t *testing.T) {
	users := insert("`members`", "username user_email user_regip user_regdate", 40, "user", "email", "ip", "epoch")
	pays := insert("`orders`", "order_id paid_at total currency card_number", 40, "id", "iso", "amount", "cur", "card")
	asked := insert("`invoices`", "member_no dattm total", 40, "num", "iso", "amount")
	r, _ := lookAt(t, map[string]string{"site.sql": "-- MySQL dump\n" + users + pays + asked})
	var got []string
	for _, f := range r.Files {
		got = append(got, f.Sheet+" "+f.Kind)
	}
	if !slices.Equal(got, []string{"members members", "orders payments"}) {
		t.Errorf("%v %+v", got, r.Unknown)
	}
	says(t, "both", string(r.Draft("")), []string{`"invoices" (payments?)`, `ref = "site.sql!orders"`, `sheet = "members"`}, nil)
}
