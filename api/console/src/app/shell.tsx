import { ActionIcon, AppShell, Burger, Button, Group, Kbd, Menu, Modal, NavLink, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { call } from '../api/call'
import { useLink } from '../api/live'
import { socket } from '../api/socket'
import { useDeed } from '../parts/toast'
import icon from './icon.svg'
import { at, go, usePath } from './route'
import { MENU, entryOf } from './views'
import { useWho } from './who'

const LINKS = {
  connected: { status: 'ok', word: 'Live', about: 'Connected: every figure follows what happens' },
  connecting: { status: 'waiting', word: 'Connecting', about: 'Connecting for live events' },
  lost: { status: 'failed', word: 'No connection', about: 'The connection is lost; it is tried again' },
} as const

export function Shell({ children, left }: { children: ReactNode; left: () => void }) {
  const [open, setOpen] = useState(false)
  const [help, setHelp] = useState(false)
  const path = usePath()
  const who = useWho()
  const link = LINKS[useLink()]
  const [, run] = useDeed()
  useEffect(() => setOpen(false), [path])
  // whatever the page, the connection is there, and its state is told
  useEffect(() => socket.follow('all', () => {}), [])
  useKeys(() => setHelp(true))
  return (
    <AppShell header={{ height: 48 }} navbar={{ width: 190, breakpoint: 'sm', collapsed: { mobile: !open } }} padding={{ base: 'sm', sm: 'md' }}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <AppShell.Header bg="var(--card)">
        <Group h="100%" px="sm" gap="sm" wrap="nowrap">
          <Burger opened={open} onClick={() => setOpen(!open)} hiddenFrom="sm" size="sm" aria-label="Menu" aria-expanded={open} />
          <a href={at('/')} style={{ display: 'flex', gap: 8, alignItems: 'center', color: 'inherit', textDecoration: 'none', flex: 1 }}>
            <img src={icon} alt="" width={24} height={24} />
            <Text fw={650}>Flowtilla</Text>
          </a>
          <span className="status" data-status={link.status} title={link.about} role="status">
            <i aria-hidden />
            <span className={link.status === 'ok' ? 'wide' : undefined}>{link.word}</span>
          </span>
          <Scheme />
          <ActionIcon variant="default" size="md" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={() => setHelp(true)} visibleFrom="sm">
            ?
          </ActionIcon>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" size="xs">
                {who?.name}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{who?.open ? 'No key is needed on this machine' : `May: ${who?.scopes.join(', ')}`}</Menu.Label>
              <Menu.Item component="a" href="/docs">
                API documentation
              </Menu.Item>
              <Menu.Item component="a" href={`${at('/assets/licences.txt')}`} target="_blank">
                Licences
              </Menu.Item>
              {who?.open ? (
                <Menu.Item onClick={left}>Log in with a key</Menu.Item>
              ) : (
                <Menu.Item onClick={() => void run(() => call('POST /api/v1/logout', {})).then((ok) => ok && location.reload())}>Log out</Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar bg="var(--card)" p={6} aria-label="Main">
        {MENU.map((item) => {
          const active = entryOf(path) === item.to
          return <NavLink key={item.to} href={at(item.to)} label={item.label} active={active} variant="subtle" aria-current={active ? 'page' : undefined} styles={{ label: { fontWeight: active ? 650 : 400 }, root: { borderRadius: 4, borderLeft: active ? '3px solid var(--mantine-primary-color-filled)' : '3px solid transparent', color: 'inherit', background: active ? 'var(--soft)' : undefined } }} />
        })}
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        {children}
      </AppShell.Main>
      <Modal opened={help} onClose={() => setHelp(false)} title="Keyboard">
        <table className="plain">
          <tbody>
            {MENU.map((item) => (
              <tr key={item.to}>
                <td>
                  <Kbd>g</Kbd> <Kbd>{item.key}</Kbd>
                </td>
                <td>{item.label}</td>
              </tr>
            ))}
            {SHORTCUTS.map(([keys, about]) => (
              <tr key={about}>
                <td>
                  {keys.split(' ').map((key) => (
                    <Kbd key={key} mr={4}>
                      {key}
                    </Kbd>
                  ))}
                </td>
                <td>{about}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Modal>
    </AppShell>
  )
}

const SHORTCUTS = [
  ['/', 'Search in the list'],
  ['↑ ↓ Enter', 'Move in a list, open'],
  ['j k', 'Next and previous step of an execution'],
  ['?', 'This list'],
] as const

/** `g` and a letter goes to a page, `/` to the search, `?` tells of all this. */
function useKeys(help: () => void): void {
  const latest = useRef(help)
  latest.current = help
  useEffect(() => {
    let waits = false
    const hear = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.metaKey || event.ctrlKey || event.altKey || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.dataset.keys === 'own') return
      if (waits) {
        waits = false
        const item = MENU.find((item) => item.key === event.key)
        if (item) {
          event.preventDefault()
          go(item.to)
        }
      } else if (event.key === 'g') waits = true
      else if (event.key === '?') latest.current()
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('input[type="search"]')
        if (search) {
          event.preventDefault()
          search.focus()
        }
      }
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}

function Scheme() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <ActionIcon variant="default" size="md" aria-label={`Use ${other} colours`} title={`Use ${other} colours`} onClick={() => setColorScheme(other)}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
        <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
      </svg>
    </ActionIcon>
  )
}
