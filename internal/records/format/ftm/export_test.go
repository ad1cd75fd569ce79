package ftm

import "comity/internal/records/record"

// Read is what a line holds: its members that are read, and the texts of its
// properties.
func Read(line []byte) (map[string][]string, record.Reason) {
	var e entity
	if why := e.read(line); why != "" {
		return nil, why
	}
	out := map[string][]string{
		"": {string(e.id.value), string(e.schema.value), string(e.caption.value)},
	}
	for _, name := range Properties {
		p, _ := propertyOf([]byte(name))
		for _, v := range e.values(p) {
			out[name] = append(out[name], string(v))
		}
	}
	return out, ""
}

// Properties are the names of those that are read.
var Properties = []string{
	"owner", "asset", "director", "organization", "member", "employee", "employer", "agent", "client", "predecessor", "successor",
	"subject", "object", "role", "percentage", "ownershipType", "startDate", "date", "endDate", "name", "title", "jurisdiction",
	"country", "address",
}
