package pades

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// document is what an update needs to know of a file.
type document struct {
	file             []byte
	xref             int // where the latest table begins
	size             int // first number that no object has
	root, info, page int // numbers of the catalogue, the information and the first page
}

var (
	startForm   = regexp.MustCompile(`startxref\n([0-9]{1,15})\n%%EOF\n?$`)
	trailerForm = regexp.MustCompile(`trailer\n<<\n((?:/[^\n]*\n)*)>>\n`)
	kidsForm    = regexp.MustCompile(`/Kids \[([0-9]+) 0 R`)
	pagesForm   = regexp.MustCompile(`/Pages ([0-9]+) 0 R`)
	fieldsForm  = regexp.MustCompile(`/Fields \[((?:[0-9]+ 0 R ?)*)\]`)
	annotsForm  = regexp.MustCompile(`/Annots \[([^\]]*)\]`)
)

func strange(what string) error {
	return comity.Errorf(comity.Fault, "sign report.pdf: %s is not where it is expected", what)
}

// read finds the way through a file.
func read(file []byte) (*document, error) {
	d := &document{file: file}
	m := startForm.FindSubmatch(file[max(0, len(file)-64):])
	if m == nil {
		return nil, strange("the end")
	}
	var err error
	if d.xref, err = strconv.Atoi(string(m[1])); err != nil || d.xref >= len(file) {
		return nil, strange("the table")
	}
	trailer := trailerForm.FindSubmatch(file[d.xref:])
	if trailer == nil {
		return nil, strange("the trailer")
	}
	for key, to := range map[string]*int{"Size": &d.size, "Root": &d.root, "Info": &d.info} {
		if *to, err = reference(trailer[1], key); err != nil {
			return nil, err
		}
	}
	return d, d.findPage()
}

func reference(dictionary []byte, key string) (int, error) {
	m := regexp.MustCompile(`(?m)^/` + key + ` ([0-9]{1,9})( 0 R)?$`).FindSubmatch(dictionary)
	if m == nil {
		return 0, strange("/" + key)
	}
	return strconv.Atoi(string(m[1]))
}

func (d *document) findPage() error {
	catalog, err := d.object(d.root)
	if err != nil {
		return err
	}
	pages, err := d.named(catalog, pagesForm)
	if err != nil {
		return err
	}
	list, err := d.object(pages)
	if err != nil {
		return err
	}
	d.page, err = d.named(list, kidsForm)
	return err
}

func (d *document) named(object string, form *regexp.Regexp) (int, error) {
	m := form.FindStringSubmatch(object)
	if m == nil {
		return 0, strange("a page")
	}
	return strconv.Atoi(m[1])
}

// object is the latest text of an object that is a dictionary.
func (d *document) object(number int) (string, error) {
	begin := fmt.Appendf(nil, "\n%d 0 obj\n", number)
	i := bytes.LastIndex(d.file, begin) // an update stands behind what it replaces
	if i < 0 {
		return "", strange(fmt.Sprintf("object %d", number))
	}
	text, _, ok := strings.Cut(string(d.file[i+len(begin):]), "\nendobj")
	if !ok || !strings.HasPrefix(text, "<<") || !strings.HasSuffix(text, ">>") {
		return "", strange(fmt.Sprintf("object %d", number))
	}
	return text, nil
}

// linked are catalogue and first page with one signature's field more, and how many there were.
func (d *document) linked() (catalog, page string, fields int, err error) {
	if catalog, err = d.object(d.root); err != nil {
		return "", "", 0, err
	}
	if page, err = d.object(d.page); err != nil {
		return "", "", 0, err
	}
	field := fmt.Sprintf("%d 0 R", d.size)
	if m := fieldsForm.FindStringSubmatch(catalog); m != nil {
		fields = strings.Count(m[1], "R")
		catalog = strings.Replace(catalog, m[0], "/Fields ["+m[1]+" "+field+"]", 1)
	} else {
		catalog = strings.TrimSuffix(catalog, ">>") + "/Version /1.7\n/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 2 >> >>\n/AcroForm << /SigFlags 3 /Fields [" + field + "] >>\n>>"
	}
	if m := annotsForm.FindStringSubmatch(page); m != nil {
		page = strings.Replace(page, m[0], "/Annots ["+m[1]+" "+field+"]", 1)
	} else {
		page = strings.TrimSuffix(page, ">>") + "\n/Annots [" + field + "]\n>>"
	}
	return catalog, page, fields, nil
}
