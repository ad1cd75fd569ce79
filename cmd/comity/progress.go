package main

import (
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// bars shows one progress bar a stage on stderr. Its zero value is silent.
type bars struct {
	mu     sync.Mutex
	box    *mpb.Progress
	stages map[string]*mpb.Bar
}

// progress returns bars that show only on a terminal and only to a person.
func (a *app) progress() *bars {
	if !a.bars || a.quiet || a.json {
		return &bars{}
	}
	a.live = &bars{box: mpb.New(mpb.WithOutput(a.err), mpb.WithWidth(40)), stages: map[string]*mpb.Bar{}}
	return a.live
}

// show moves a stage's bar; it may be called from several goroutines.
func (b *bars) show(stage string, done, total int64) {
	if b.box == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	bar, ok := b.stages[stage]
	if !ok {
		bar = b.box.AddBar(total,
			mpb.PrependDecorators(decor.Name(harmless(stage), decor.WCSyncSpaceR)),
			mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.Elapsed(decor.ET_STYLE_MMSS, decor.WC{W: 6})))
		b.stages[stage] = bar
	}
	bar.SetTotal(total, false)
	bar.SetCurrent(done)
}

// done leaves the bars as they stand and returns the terminal to the caller.
func (b *bars) done() {
	if b.box == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, bar := range b.stages {
		if !bar.Completed() {
			bar.Abort(false)
		}
	}
	b.box.Wait()
}

// still ends the bars, so that messages go to stderr directly again.
func (a *app) still(b *bars) {
	b.done()
	a.live = nil
}
