package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/stamp"
)

func (a *app) timestampCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "timestamp", Short: "A small timestamp authority",
		Long: "A small RFC 3161 timestamp authority, for tests and for networks that reach no other.",
		Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { a.began = true; return c.Help() },
	}
	c.AddCommand(a.timestampServeCommand())
	return c
}

func (a *app) timestampServeCommand() *cobra.Command {
	var listen string
	c := a.command("serve", "Answer timestamp queries until interrupted",
		`Answers RFC 3161 queries (SHA-256) over HTTP with the time of this computer's clock.
Its key and certificates are made on first use in HOME/timestamp: those who are to
believe it pin root.pem. What it stamps is worth as much as whoever runs it is
trusted: for a court, ask a qualified authority, or one of another country.`,
		func(ctx context.Context, _ []string) error { return a.timestampServe(ctx, listen) })
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:3161", "address and port to listen on")
	return c
}

func (a *app) timestampServe(ctx context.Context, listen string) error {
	authority, dir, err := a.authority(ctx)
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return comity.Errorf(comity.Usage, "listen on %.100q: %w", listen, err).WithHint("give --listen ADDRESS:PORT, with a port that is free")
	}
	srv := &http.Server{Handler: authority, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	a.say("http://%s; to be pinned: %s", l.Addr(), filepath.Join(dir, stamp.RootFile))
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return comity.Errorf(comity.Fault, "answer timestamp queries: %w", err)
	}
	return nil
}

// authority opens HOME/timestamp.
func (a *app) authority(ctx context.Context) (stamp.Authority, string, error) {
	cfg, err := a.config()
	if err != nil {
		return stamp.Authority{}, "", err
	}
	dir := filepath.Join(cfg.Home, "timestamp")
	fsys, err := disk.Root(dir, 0o700)
	if err != nil {
		return stamp.Authority{}, "", err
	}
	home := stamp.Home{FS: fsys, Name: "comity", Now: a.now()}
	if cfg.Passphrase != nil {
		if home.Passphrase, err = cfg.Passphrase(false); err != nil {
			return stamp.Authority{}, "", err
		}
	}
	signer, err := stamp.Keep(ctx, home)
	return stamp.Authority{Signer: signer, Now: a.now}, dir, err
}
