package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// addPath is where a witness takes checkpoints, below its URL.
const addPath = "/add-checkpoint"

// sizeType is the type of a Conflict's body: the size of the last checkpoint, and a line feed.
const sizeType = "text/x.tlog.size"

// maxAnswer bounds what a witness may answer, in bytes.
const maxAnswer = 64 << 10

// Handler serves w over HTTP: POST add-checkpoint and nothing else. failed is
// told of what was our own fault, without the request; nil: nobody.
func (w *Witness) Handler(failed func(error)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+addPath, func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, MaxRequest))
		if err != nil {
			rw.WriteHeader(http.StatusBadRequest)
			return
		}
		req, err := ParseRequest(body)
		if err != nil {
			rw.WriteHeader(http.StatusBadRequest)
			return
		}
		line, err := w.AddCheckpoint(r.Context(), req)
		if err != nil {
			answerNo(rw, err, failed)
			return
		}
		_, _ = rw.Write(line) // who hung up asks again
	})
	return mux
}

func answerNo(rw http.ResponseWriter, err error, failed func(error)) {
	no := refusal(err)
	switch {
	case no == nil:
		if failed != nil {
			failed(err)
		}
		rw.WriteHeader(http.StatusInternalServerError)
	case no.Why == Conflict:
		rw.Header().Set("Content-Type", sizeType)
		rw.WriteHeader(int(no.Why))
		fmt.Fprintf(rw, "%d\n", no.Size)
	default:
		rw.WriteHeader(int(no.Why))
	}
}

// Client asks a witness at a URL.
type Client struct {
	URL  *url.URL
	HTTP *http.Client // follows no redirect, whatever it says
}

// AddCheckpoint asks for a cosignature and returns the signature lines, which
// are not checked. A *Refusal is the witness's no; any other error says that it
// was not reached.
func (c Client) AddCheckpoint(ctx context.Context, r Request) ([]byte, error) {
	to := c.URL.JoinPath(addPath).String()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(r.Marshal()))
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "ask a witness: %w", err)
	}
	client := *c.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "ask a witness: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err = errors.Join(err, res.Body.Close()); err != nil {
		return nil, comity.Errorf(comity.Fault, "ask a witness: %w", err)
	}
	return answer(res, body)
}

// answer reads a response.
func answer(res *http.Response, body []byte) ([]byte, error) {
	switch why := Why(res.StatusCode); why {
	case http.StatusOK:
		return body, nil
	case Conflict:
		size, err := strconv.ParseUint(strings.TrimSuffix(string(body), "\n"), 10, 63)
		if err == nil && res.Header.Get("Content-Type") == sizeType {
			return nil, refuse(Conflict, size, "the witness has seen %d entries", size)
		}
		return nil, refuse(Inconsistent, 0, "the witness has seen another history") // as older witnesses say it
	case Malformed, NotSigned, UnknownLog, Inconsistent:
		return nil, refuse(why, 0, "the witness answers %s", res.Status)
	}
	return nil, comity.Errorf(comity.Fault, "the witness answers %s", res.Status)
}
