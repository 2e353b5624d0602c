import { COMMAND } from '../terminal/terminal.ts';
import type { Candidate } from './candidates.ts';

/** What a script reads in place of words where the shell is to offer files. No word begins with a colon. */
export const FILES = ':files';

/** A shell: its script, and how its script reads a candidate. */
interface Shell {
  /** `file`: the path of `lights-out.mjs`. */
  script(file: string): string;
  line(candidate: Candidate): string;
}

/** The shells that have a script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

// As POSIX shells read a text in single quotes.
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
// As fish does: a backslash before a quote or a backslash.
const fishQuoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

// What was typed goes to the command as arguments: no script hands it to `eval`.
const bash = (file: string): string => `# eval "$(${COMMAND} completion bash)"
# In the checkout; bash 4 or newer. To keep it, put what this prints into ~/.bashrc.
lights-out() { node ${quoted(file)} "$@"; }
_lights_out() {
  local current=\${COMP_WORDS[COMP_CWORD]} found
  # A = is a word of its own to bash.
  [[ $current == = ]] && current=
  mapfile -t found < <(lights-out completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${found[0]-} == ${FILES} ]]; then
    compopt -o filenames
    mapfile -t found < <(compgen -f -- "$current")
  fi
  COMPREPLY=("\${found[@]}")
}
complete -F _lights_out lights-out`;

const zsh = (file: string): string => `# eval "$(${COMMAND} completion zsh)"
# In the checkout. To keep it, put what this prints into ~/.zshrc.
lights-out() { node ${quoted(file)} "$@" }
_lights_out() {
  local -a found
  found=("\${(@f)$(lights-out completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ $found[1] == ${FILES} ]]; then
    _files
  elif [[ -n $found[1] ]]; then
    _describe lights-out found
  fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _lights_out lights-out`;

const fish = (file: string): string => `# ${COMMAND} completion fish | source
# In the checkout. To keep it, put what this prints into ~/.config/fish/config.fish.
function lights-out
    node ${fishQuoted(file)} $argv
end
function __lights_out
    set -l words (commandline -opc) (commandline -ct)
    set -l found (lights-out completion fish -- $words[2..] 2>/dev/null)
    if test "$found[1]" = ${FILES}
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $found
    end
end
complete -c lights-out -f -a '(__lights_out)'`;

/** Each shell's script, and the form in which it reads words and what they mean. */
export const SHELL: Readonly<Record<(typeof SHELLS)[number], Shell>> = {
  bash: { script: bash, line: ({ word }) => word },
  zsh: {
    script: zsh,
    line: ({ word, about }) => [word.replaceAll(':', '\\:'), about].filter((text) => text !== '').join(':'),
  },
  fish: { script: fish, line: ({ word, about }) => `${word}\t${about}` },
};
