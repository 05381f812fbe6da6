// A camera and a microphone that no machine has; evaluated in every page before its own scripts.
(options) => {
  const { camera, microphone, picture, width, height } = options;
  const devices = navigator.mediaDevices;
  if (!devices) return; // no secure context: pages find no devices there in any browser
  const ids = { video: 'flowtilla-camera', audio: 'flowtilla-microphone' };
  const labels = { video: 'Flowtilla camera', audio: 'Flowtilla microphone' };
  const wanted = { video: camera, audio: microphone };
  const error = (message, name) => new DOMException(message, name);

  const permission = async (kind) => {
    try {
      return (await navigator.permissions.query({ name: kind === 'video' ? 'camera' : 'microphone' })).state;
    } catch {
      return 'prompt';
    }
  };

  const show = async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const draw = canvas.getContext('2d');
    let image = null;
    if (picture) {
      image = new Image();
      image.src = picture;
      await image.decode().catch(() => { image = null; });
    }
    let round = 0;
    const paint = () => {
      round += 1;
      draw.fillStyle = image ? '#fff' : '#2563eb';
      draw.fillRect(0, 0, width, height);
      if (image) {
        const [w, h] = [image.naturalWidth || width, image.naturalHeight || height];
        const scale = Math.min(width / w, height / h);
        draw.drawImage(image, (width - w * scale) / 2, (height - h * scale) / 2, w * scale, h * scale);
      } else {
        draw.fillStyle = '#facc15';
        draw.fillRect((round * 8) % width, height / 4, width / 8, height / 2);
      }
      // something changes in every frame, so that the stream never stalls
      draw.fillStyle = round % 2 ? '#000' : '#fff';
      draw.fillRect(0, 0, 1, 1);
    };
    paint();
    const [track] = canvas.captureStream(15).getVideoTracks();
    const timer = setInterval(() => (track.readyState === 'ended' ? clearInterval(timer) : paint()), 66);
    return track;
  };

  const hum = async () => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    const out = context.createMediaStreamDestination();
    [tone.frequency.value, volume.gain.value] = [220, 0.1];
    tone.connect(volume).connect(out);
    tone.start();
    const [track] = out.stream.getAudioTracks();
    return track;
  };

  const named = (track, kind) => {
    const [settings, label] = [track.getSettings.bind(track), labels[kind]];
    Object.defineProperty(track, 'label', { get: () => label });
    track.getSettings = () => ({ ...settings(), deviceId: ids[kind], groupId: 'flowtilla' });
    return track;
  };

  const own = {
    async getUserMedia(constraints = {}) {
      const kinds = ['video', 'audio'].filter((kind) => constraints && constraints[kind]);
      if (!kinds.length) throw new TypeError("Failed to execute 'getUserMedia' on 'MediaDevices': At least one of audio and video must be requested");
      for (const kind of kinds) if (wanted[kind] === 'none') throw error('Requested device not found', 'NotFoundError');
      for (const kind of kinds) {
        if (wanted[kind] === 'denied' || (await permission(kind)) === 'denied') throw error('Permission denied', 'NotAllowedError');
      }
      const tracks = [];
      for (const kind of kinds) tracks.push(named(kind === 'video' ? await show() : await hum(), kind));
      return new MediaStream(tracks);
    },
    async enumerateDevices() {
      const found = [];
      for (const kind of ['audio', 'video']) {
        if (wanted[kind] === 'none') continue;
        const allowed = wanted[kind] === 'on' && (await permission(kind)) !== 'denied';
        const device = { deviceId: allowed ? ids[kind] : '', kind: `${kind}input`, label: allowed ? labels[kind] : '', groupId: allowed ? 'flowtilla' : '' };
        found.push({ ...device, toJSON: () => device });
      }
      return found;
    },
  };
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(Object.getPrototypeOf(devices), name, { value, configurable: true, writable: true });
  }
}
