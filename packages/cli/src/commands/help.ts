export const PLAN_HELP = `
A plan is a dry run: nothing is written on either side or in the state directory, and it exits as the run would. With --out
it is kept: one JSON document with the item (without passwords) and each operation with the versions it expects to find.

Example:
  syncline plan ~/Docs /mnt/usb/Docs --mode two-way --out plan.json
  syncline apply plan.json`;

export const APPLY_HELP = `
Each operation is carried out only if the versions that it brings and takes are still those of the plan. One that is not
is reported as stale, and the exit code is 1. What is not in the plan is left for a run without one. Deletes above the
limit are held as in any run, unless the plan was made with --approve-deletes. Passwords come from the same variables as
for sync, and so do private keys: a plan holds neither.`;

export const WHY_HELP = `
PATH is relative to the roots. Both sides are listed and, where that decides, read; nothing is written. In the rule, O is
the journal, A the source and B the destination now. The last outcome is what a run last did about the path, or could not,
as it was recorded then: both versions, the journal's row, the rule, when, and by which run.

Example:
  syncline why ~/Docs /mnt/usb/Docs letters/2026.txt --mode two-way`;

export const HOLDS_HELP = `
A run that would delete more than --max-delete allows holds those deletes. The hold lists them with the proof that they
are gone from the other side. Approved, the next run deletes what is listed and still the same version, and holds the
rest; dropped, the next run decides anew. A hold is replaced when a run would hold other deletes, and gone when it would
hold none.

  syncline holds                                            those of all items of the state directory
  syncline holds ITEM                                       those of one item
  syncline holds SOURCE DESTINATION --mode clone            the same, by its endpoints
  syncline holds approve ID
  syncline holds drop ID`;

export const TRASH_HELP = `
  syncline trash list    ITEM
  syncline trash restore ITEM RUN PATH [--side source|destination] [--to PATH]
  syncline trash undo    ITEM RUN
  syncline trash list    SOURCE DESTINATION --mode MODE           and so restore and undo

'syncline help trash restore' tells the options of restore, and so of the others.

RUN and PATH are as list shows them. What stands under a name goes to the trash as a run of its own before something is
restored there, so that every restore can be undone. In two-way mode the next run carries what was restored to the other
side. Undo brings back what a run replaced or deleted; what it added stays.
Of several versions of a path that one run kept, as of a live item, the later ones are called PATH~2, PATH~3 …: bring
these back before the first, which they are known by, or with --to.
Of a file system that is mounted within a root, the versions are in .syncline/trash at its own top and not listed here. On a
server that hides names with a dot from its listings, what the journal noted of them is listed.`;
