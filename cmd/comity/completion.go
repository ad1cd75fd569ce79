package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

// offered is how many ids a shell is offered at once.
const offered = 200

// completionCommand writes what a shell needs to complete command lines.
func (a *app) completionCommand() *cobra.Command {
	c := a.command("completion SHELL", "Write the completion script of a shell",
		`Writes the script by which bash, zsh, fish or powershell complete commands, flags,
what show can show, and the ids of a case's subjects and hits. Completing an id
looks into the index of the case and shows no personal data.`, nil)
	c.ValidArgs, c.ValidArgsFunction = []string{"bash", "zsh", "fish", "powershell"}, nil
	c.RunE = func(c *cobra.Command, args []string) error {
		a.began = true
		switch root := c.Root(); args[0] {
		case "bash":
			return root.GenBashCompletionV2(a.out, true)
		case "zsh":
			return root.GenZshCompletion(a.out)
		case "fish":
			return root.GenFishCompletion(a.out, true)
		case "powershell":
			return root.GenPowerShellCompletionWithDesc(a.out)
		}
		return comity.Errorf(comity.Usage, "no shell %.40q is known", args[0]).WithHint("one of bash, zsh, fish, powershell")
	}
	return c
}

// completeArgs completes by what the usage calls an argument.
func (a *app) completeArgs(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	names := strings.Fields(c.Use)[1:]
	if len(args) >= len(names) {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	switch names[len(args)] {
	case "CASE":
		return nil, cobra.ShellCompDirectiveFilterDirs
	case "ID":
		return a.ids(c, args[0], typed, "subject", "hit")
	case "SUBJECT":
		return a.ids(c, args[0], typed, "subject")
	case "ITEM":
		return a.ids(c, args[0], typed, "subject", "hit")
	case "VERDICT":
		return []string{"yes", "no", "unsure"}, cobra.ShellCompDirectiveNoFileComp
	case "CITATION", "WHAT", "TEXT":
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveDefault
}

// completeShow completes what show can show.
func (a *app) completeShow(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	switch {
	case len(args) == 0:
		return nil, cobra.ShellCompDirectiveFilterDirs
	case len(args) == 1:
		return append(append(lists(), lastTwo), items()...), cobra.ShellCompDirectiveNoFileComp
	case len(args) == 2 && args[1] == "claim":
		ids, how := a.ids(c, args[0], strings.SplitN(typed, "/", 2)[0], "subject")
		var out []string
		for _, id := range ids {
			out = append(out, id+"/for/", id+"/against/")
		}
		return out, how | cobra.ShellCompDirectiveNoSpace
	case len(args) == 2 && (args[1] == "subject" || args[1] == "hit"):
		return a.ids(c, args[0], typed, args[1])
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// ids are ids of the case that begin as typed. Whatever goes wrong, none is
// offered: a shell that completes has nowhere to put an error, or a passphrase.
func (a *app) ids(c *cobra.Command, dir, typed string, kinds ...string) ([]string, cobra.ShellCompDirective) {
	var out []string
	cfg, err := a.config()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	cfg.Existing = true
	if a.passphraseFile == "" && cfg.Passphrase != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	a.quiet = true
	ctx := c.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	err = a.withNodeOf(ctx, cfg, func(n *casefile.Node) error {
		return openCase(ctx, n, dir, func(box *casefile.Case) error {
			for _, kind := range kinds {
				ids, err := box.IDs(ctx, kind, typed, offered)
				if err != nil {
					return err
				}
				out = append(out, ids...)
			}
			return nil
		})
	})
	if err != nil {
		out = nil
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
