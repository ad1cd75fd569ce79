package export

import (
	"encoding/json"
	"io"
)

// Entity is one line of a FollowTheMoney stream (https://followthemoney.tech):
// a thing, or a relation between two, with lists of values.
type Entity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
}

// WriteEntities writes one entity a line.
func WriteEntities(w io.Writer, list []Entity) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range list {
		if err := enc.Encode(&list[i]); err != nil {
			return err
		}
	}
	return nil
}
