package intake

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/format"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/record"
)

// stream is the text that the check will take, and completes src as it does.
func (s *Shown) stream(smp *sample, src *record.Source) (head []byte, err error) {
	head = smp.plain(src)
	if src.Format == "" {
		if src.Format, err = format.Detect(head, src.Kind); err != nil {
			return nil, err
		}
		s.Format = src.Format
	}
	switch {
	case format.IsBook(src.Format):
		return s.book(smp, src)
	case src.Format == format.CSV:
		return head, s.code(head, smp, src)
	}
	return head, nil
}

// plain is the sample in the bytes that a check reads: as they came, but for
// UTF-16 that has its mark or that the manifest states.
func (s *sample) plain(src *record.Source) []byte {
	name := s.encoding.Name
	wide := func(n string) bool { return n == charset.UTF16LE || n == charset.UTF16BE }
	switch {
	case wide(name) && (s.encoding.Basis == charset.BOM && src.Encoding == "" || src.Encoding == name):
		src.Encoding = ""
		return s.head()
	case wide(src.Encoding) && !wide(name):
		b := fromUTF16(s.raw, src.Encoding == charset.UTF16BE)
		src.Encoding = ""
		return b
	}
	return s.raw
}

// guess shows text whose code is still a question by the guess of the draft.
func (s *Shown) guess(smp *sample, src *record.Source) {
	if code := smp.encoding; !code.Sure && code.Name != "" {
		src.Encoding, s.Encoding = code.Name, fmt.Sprintf("%s (score %d of 100)", code.Name, code.Score)
		s.Note = fmt.Sprintf("encoding is still a question: it is shown as %s, score %d of 100", code.Name, code.Score)
	}
}

// code finds what the bytes of delimited text mean, as sealing does; what that
// would refuse is shown by the guess.
func (s *Shown) code(head []byte, smp *sample, src *record.Source) error {
	if strings.HasPrefix(smp.encoding.Name, "utf-16") && src.Encoding == "" && smp.encoding.Basis == charset.BOM {
		s.Encoding = smp.encoding.Name
		return nil
	}
	choice := charset.Detect(head, src.Encoding)
	switch {
	case choice.Basis == charset.BOM && src.Encoding != "" && src.Encoding != choice.Name:
		return comity.Errorf(comity.Input, "encoding %q is stated, and the text begins with the mark of %s", src.Encoding, choice.Name)
	case choice.Basis == charset.Guess && charset.Foreign(head, !smp.cut):
		src.Encoding, s.Failed = choice.Name, true
		s.Note = fmt.Sprintf("its text is not UTF-8, and no encoding is stated: it is shown as %s", choice)
	case choice.Basis == charset.Guess:
		return nil // stray bytes are kept as they are
	}
	if s.Encoding == "" {
		s.Encoding = choice.String()
	}
	return nil
}

// book is the text of a workbook's first rows.
func (s *Shown) book(smp *sample, src *record.Source) (head []byte, err error) {
	if smp.file == nil {
		return nil, comity.Errorf(comity.Input, "the workbook cannot be read out of its packing").WithHint("unpack it, and seal both files")
	}
	b, err := format.OpenBook(smp.file, smp.size, src)
	if err != nil {
		return nil, err
	}
	src.Sheet = b.Name()
	s.Sheet = src.Sheet
	for len(head) < headSize && err == nil {
		head, _, err = b.Row(head)
	}
	if smp.cut = err == nil; errors.Is(err, io.EOF) || errors.Is(err, xlsx.ErrDamaged) {
		err = nil
	}
	return head, errors.Join(err, b.Close())
}

// judge holds what came of the head against what sealing wants of the whole.
func (s *Shown) judge(src *record.Source, o format.Opened, cut bool) {
	sited := src.Site != "" || !format.Siteless(src.Format)
	var err error
	if len(o.Rows) > 0 {
		if t, ok := o.Rows[0].(format.Table); ok && (src.Kind == record.Payments || src.Kind == record.Members) {
			sited = t.Sited()
		}
		if j, ok := o.Rows[0].(format.Judge); ok {
			err = j.Err()
		}
	}
	switch {
	case !sited:
		s.fail(comity.Errorf(comity.Input, "neither site nor a column for it, and an account is only a name of one site's").WithHint(`write site = "domain of the site"`))
	case err != nil && cut:
		s.Note = "in the sample: " + err.Error() + "; sealing reads the whole"
	case err != nil:
		s.fail(err)
	case src.Site == ask && s.Note == "":
		s.Note = "site is still a question"
	}
}
