/** What the page can do more where scripts run: search, open all, copy. Without it nothing is missing but that. */
export const script = `
const tools = document.querySelector('.tools')
const search = tools.querySelector('input')
const toggle = tools.querySelector('button')
const cases = [...document.querySelectorAll('.case')]
const groups = [...document.querySelectorAll('.group')]
tools.hidden = false
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
  for (const one of cases) {
    const text = (one.id + ' ' + one.textContent).toLowerCase()
    one.hidden = !words.every((word) => text.includes(word))
  }
  for (const group of groups) group.hidden = !group.querySelector('.case:not([hidden])')
})
toggle.addEventListener('click', () => {
  const stories = [...document.querySelectorAll('details')]
  const open = stories.some((story) => !story.open)
  for (const story of stories) story.open = open
  toggle.textContent = open ? 'Close all' : 'Open all'
})
if (!document.querySelector('details')) toggle.hidden = true
for (const button of document.querySelectorAll('.copy')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent)
    button.textContent = 'Copied'
  })
}
const show = () => {
  const story = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.querySelector('details')
  if (story) story.open = true
}
addEventListener('hashchange', show)
show()
`
