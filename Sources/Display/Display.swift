internal import Scenes
