/** The choices of the page: an id, a word, and the class of the cases that it shows. */
export interface Choice {
  readonly id: string
  readonly word: string
  /** None shows all. */
  readonly shows?: string
}

/**
 * Rules that hide what no choice shows, and groups that are empty then: a choice is a radio button, so the page filters
 * without a script.
 */
export function hiding(first: readonly Choice[], second: readonly Choice[]): string {
  const one = [...first, ...second].flatMap(({ id, shows }) =>
    shows === undefined ? [] : [`body:has(#${id}:checked) .case:not(.${shows})`],
  )
  const both = first.flatMap((a) =>
    second.map((b) => {
      const shown = [a, b].flatMap(({ shows }) => (shows === undefined ? [] : [`.${shows}`])).join('')
      const chosen = `body:has(#${a.id}:checked):has(#${b.id}:checked)`
      return { chosen, shown }
    }),
  )
  const groups = both
    .filter(({ shown }) => shown !== '')
    .map(({ chosen, shown }) => `${chosen} .group:not(:has(.case${shown}))`)
  const empty = both.map(({ chosen, shown }) => `${chosen}:has(.case${shown}) .empty`)
  return `${[...one, ...groups, ...empty].join(',\n')}{display:none}\n`
}

/** The radio buttons. */
export function radios(legend: string, name: string, choices: readonly Choice[], checked: string): string {
  const buttons = choices.map(
    ({ id, word }) =>
      `<input type="radio" name="${name}" id="${id}"${id === checked ? ' checked' : ''}><label for="${id}">${word}</label>`,
  )
  return `<fieldset><legend>${legend}</legend>${buttons.join('')}</fieldset>`
}
