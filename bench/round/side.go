package round

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"

	"comity/bench/duckdb"
	"comity/bench/scene"
	"comity/bench/sealed"
)

// sideVariable tells a process of this program that it is one side of the bench, as "duckdb" or "read", and its arguments.
const sideVariable = "COMITY_BENCH_SIDE"

// Side does the work of a side, where this process was started as one; main calls it first.
func Side(out io.Writer) (done bool, err error) {
	text, ok := os.LookupEnv(sideVariable)
	if !ok {
		return false, nil
	}
	var order order
	if err := json.Unmarshal([]byte(text), &order); err != nil {
		return true, err
	}
	ctx, threads := context.Background(), runtime.GOMAXPROCS(0)
	var result any
	switch order.Side {
	case "duckdb":
		result, err = duckdb.Join(ctx, scene.Scene{Dir: order.Scene}, threads)
	case "read":
		result, err = sealed.Read(ctx, order.Case, order.Home, threads)
	default:
		err = fmt.Errorf("no side %q", order.Side)
	}
	if err != nil {
		return true, err
	}
	return true, json.NewEncoder(out).Encode(result)
}

// order is what a side is told to do.
type order struct {
	Side       string
	Scene      string `json:",omitempty"` // folder
	Case, Home string `json:",omitempty"`
}

// measure is one run of one side.
type measure struct {
	seconds float64
	peakMiB int64
}

// join lets DuckDB answer; every round must give the same.
func (r *rounds) join(ctx context.Context) error {
	var got duckdb.Result
	m, err := r.side(ctx, order{Side: "duckdb", Scene: r.scene.Dir}, &got)
	if err != nil {
		return err
	}
	if r.pairs != 0 && r.pairs != got.Pairs {
		return fmt.Errorf("duckdb counted %d pairs, then %d", r.pairs, got.Pairs)
	}
	r.pairs, r.duckdb = got.Pairs, append(r.duckdb, m)
	return nil
}

// plain decrypts and hashes and does nothing else.
func (r *rounds) plain(ctx context.Context) error {
	m, err := r.side(ctx, order{Side: "read", Case: r.path("sealed", "case"), Home: r.path("sealed", "home")}, &r.bytes)
	r.read = append(r.read, m)
	return err
}

// side starts this program anew for the order and reads its result.
func (r *rounds) side(ctx context.Context, o order, result any) (measure, error) {
	self, err := os.Executable()
	if err != nil {
		return measure{}, err
	}
	text, err := json.Marshal(o)
	if err != nil {
		return measure{}, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), sideVariable+"="+string(text))
	out, m, err := timed(cmd)
	if err != nil {
		return m, fmt.Errorf("%s: %w", o.Side, err)
	}
	return m, json.Unmarshal(out, result)
}

// timed runs cmd from start to end and returns what it printed, its wall time, and the kernel's count of its peak memory.
func timed(cmd *exec.Cmd) ([]byte, measure, error) {
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	start := time.Now()
	err := cmd.Run()
	m := measure{seconds: time.Since(start).Seconds()}
	if err != nil {
		return nil, m, errors.Join(err, errors.New(strings.TrimSpace(said.String())))
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		m.peakMiB = usage.Maxrss >> 10 // Linux counts KiB
	}
	return out.Bytes(), m, nil
}
