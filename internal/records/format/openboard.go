package format

import (
	"comity/internal/records/block"
	"comity/internal/records/format/boardjson"
	"comity/internal/records/format/hypermail"
	"comity/internal/records/format/irc"
	"comity/internal/records/format/mbox"
	"comity/internal/records/format/phpbb"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

func openBoardJSON(_ []byte, src *record.Source, _ table.Config, workers int) (Opened, error) {
	p, err := boardjson.Open(src)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Rows: []Rows{p}}
	for len(o.Rows) < workers {
		o.Rows = append(o.Rows, p.Clone())
	}
	return o, nil
}

func openIRC(head []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := irc.Open(head, src)
	return ordered(p, nil), err
}

func openPhpBB(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := phpbb.Open(src)
	return ordered(p, block.Whole), err
}

func openMbox(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := mbox.Open(src)
	return ordered(p, nil), err
}

func openHypermail(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := hypermail.Open(src)
	return ordered(p, nil), err
}
