import { toYaml } from '../flow/text'

/** A value as YAML, to read. */
export default function Yaml({ value }: { value: unknown }) {
  return (
    <div className="log" tabIndex={0} style={{ maxHeight: '60vh' }}>
      {toYaml(value)}
    </div>
  )
}
