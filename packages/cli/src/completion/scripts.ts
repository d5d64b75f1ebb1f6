export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Each asks the hidden command `complete` for what may stand at the cursor: a line each, the word and after a tab what it
 * means; the line `:files` asks for names of files too.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: String.raw`# bash completion of syncline. Put into ~/.bashrc:  source <(syncline completion bash)
_syncline() {
  local word meaning cur="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS=$'\t' read -r word meaning; do
    if [[ $word == ':files' ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$cur")
    elif [[ -n $word ]]; then
      COMPREPLY+=("$(printf '%q' "$word")")
    fi
  done < <(syncline complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _syncline syncline`.replaceAll('\\$', '$'),

  zsh: String.raw`#compdef syncline
# zsh completion of syncline. Put into ~/.zshrc, after compinit:  source <(syncline completion zsh)
_syncline() {
  local -a found
  local word meaning files=0
  while IFS=$'\t' read -r word meaning; do
    if [[ $word == ':files' ]]; then
      files=1
    elif [[ -n $word ]]; then
      found+=("\${word//:/\\:}:$meaning")
    fi
  done < <(syncline complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe 'syncline' found
  (( files )) && _files
}
compdef _syncline syncline`.replaceAll('\\$', '$'),

  fish: String.raw`# fish completion of syncline. Run once:  syncline completion fish > ~/.config/fish/completions/syncline.fish
function __syncline_complete
    set -l words (commandline -opc)
    for line in (syncline complete -- $words[2..] (commandline -ct) 2>/dev/null)
        if test "$line" = ':files'
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c syncline -f -a '(__syncline_complete)'`,
};
